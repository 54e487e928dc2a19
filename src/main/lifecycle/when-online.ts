import type { Clock } from "../../core/environment.js";

/** Often enough that a laptop's tunnels come up while its user still logs in. */
const LOOK_AGAIN = 2_000;

/** Act once the computer is online, which may be at once. @returns ends the waiting */
export function whenOnline(isOnline: () => boolean, clock: Clock, act: () => void): () => void {
  let end: () => void = () => undefined;
  const look = (): void => {
    if (isOnline()) act();
    else end = clock.after(LOOK_AGAIN, look);
  };
  look();
  return () => end();
}
