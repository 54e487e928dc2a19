import { Listener } from "./listener.js";

/** So many ports are tried. */
const MAX_TRIES = 200;

/**
 * A local port on which somebody could listen now, by listening on it for a moment.
 *
 * @param after looked for above this one, which is 1023 at least
 * @param isTaken ports that are meant for somebody else
 * @returns nothing where none of the next two hundred is free
 */
export async function findFreePort(
  host: string,
  after: number,
  isTaken: (port: number) => boolean,
): Promise<number | undefined> {
  const first = Math.max(after, 1023) + 1;
  for (let port = first; port < first + MAX_TRIES && port <= 65_535; port++)
    if (!isTaken(port) && (await canListen(host, port))) return port;
  return undefined;
}

async function canListen(host: string, port: number): Promise<boolean> {
  const listener = new Listener((socket) => socket.destroy());
  const refusal = await listener.listen(host, port);
  await listener.close();
  return refusal === undefined;
}
