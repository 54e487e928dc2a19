import type { Socket } from "node:net";
import type { Clock } from "../../environment.js";

/** How long a client may stay that was told that it cannot be served. Milliseconds. */
const CLOSE_TIMEOUT_MS = 10_000;

/** Say a last thing, and wait until the client is gone. */
export function rejectClient(client: Socket, reply: string | Buffer, clock: Clock): Promise<void> {
  if (client.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    const cancelTimeout = clock.setTimeout(CLOSE_TIMEOUT_MS, () => client.destroy());
    client.once("close", () => {
      cancelTimeout();
      resolve();
    });
    client.end(reply);
    client.resume(); // a close with bytes unread would break the answer off
  });
}
