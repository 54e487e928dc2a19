import { connect, type Socket } from "node:net";
import type { Endpoint } from "../../../shared/profile/endpoint.js";
import { FailureError } from "../../../shared/status/failure.js";
import { formatEndpoint } from "../../../shared/words/words.js";
import type { SessionAccess } from "../../forward/session-access.js";

/** How long a client may take to accept the connection that its PORT asked for. Milliseconds. */
const CLIENT_DIAL_LIMIT_MS = 20_000;

/**
 * Dial the port that a client named by PORT or EPRT, from the address that it knows as the server's.
 *
 * @returns the socket at once, half-open, and a promise of its connection, which rejects with `ftp.client-unreachable`
 */
export function dialClient({
  client,
  here,
  access,
}: {
  readonly client: Endpoint;
  readonly here: Endpoint;
  readonly access: SessionAccess;
}): { readonly socket: Socket; readonly connected: Promise<Socket> } {
  const { host, port } = client;
  const socket = connect({ host, port, localAddress: here.host, allowHalfOpen: true, noDelay: true });
  const connected = new Promise<Socket>((resolve, reject) => {
    const cancelTimeout = access.clock.setTimeout(CLIENT_DIAL_LIMIT_MS, () => socket.destroy());
    socket
      .once("connect", () => {
        cancelTimeout();
        resolve(socket);
      })
      .on("error", () => undefined);
    socket.once("close", () => {
      cancelTimeout();
      reject(new FailureError({ code: "ftp.client-unreachable", client: formatEndpoint(client) }));
    });
  });
  return { socket, connected };
}
