import type { Clock } from "../../core/environment.js";

/** Often enough that a laptop's tunnels come up while its user still logs in. */
const POLL_INTERVAL_MS = 2_000;

/** Act once the computer is online, which may be at once. @returns ends the waiting */
export function whenOnline(isOnline: () => boolean, clock: Clock, callback: () => void): () => void {
  let end: () => void = () => undefined;
  const poll = (): void => {
    if (isOnline()) callback();
    else end = clock.setTimeout(POLL_INTERVAL_MS, poll);
  };
  poll();
  return () => end();
}
