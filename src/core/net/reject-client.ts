import type { Socket } from "node:net";
import type { Clock } from "../environment.js";

/** How long a client may stay that was told that it cannot be served. Milliseconds. */
const LEAVING_LIMIT_MS = 10_000;

/** Say a last thing, and wait until the client is gone. */
export function dismiss(client: Socket, answer: string | Buffer, clock: Clock): Promise<void> {
  if (client.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    const stopLimit = clock.after(LEAVING_LIMIT_MS, () => client.destroy());
    client.once("close", () => {
      stopLimit();
      resolve();
    });
    client.end(answer);
    client.resume(); // a close with bytes unread would break the answer off
  });
}
