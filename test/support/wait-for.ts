import { createConnection } from "node:net";

/** Longer than anything takes that does come, on a machine that is busy; a limit, by which nothing is measured. Milliseconds. */
export const PATIENCE_MS = 60_000;

/** Look again and again, `every` so many milliseconds, until something is there. @throws after `limit` milliseconds, naming what did not come */
export async function waitFor<T>(
  what: string,
  look: () => T | undefined | Promise<T | undefined>,
  limit = PATIENCE_MS,
  every = 20,
): Promise<T> {
  const last = Date.now() + limit;
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > last) throw new Error(`waited ${limit} ms in vain for ${what}`);
    await new Promise((resolve) => setTimeout(resolve, every));
  }
}

/** Wait until a server takes connections. @throws as soon as `gone` says why it never will */
export async function waitForPort(
  host: string,
  port: number,
  gone: () => string | undefined = () => undefined,
): Promise<void> {
  await waitFor(
    `somebody on ${host}:${port}`,
    async () => {
      const reason = gone();
      if (reason !== undefined) throw new Error(`nobody will listen on ${host}:${port}: ${reason}`);
      return (await answers(host, port)) ? true : undefined;
    },
    30_000,
  );
}

function answers(host: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createConnection({ host, port });
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
