import { useSyncExternalStore } from "react";

/** Fine enough for whole seconds, coarse enough that two looks within one drawing agree. */
const STEP = 250;

const look = (): number => Math.floor(Date.now() / STEP) * STEP;

/** Ticks once a second while the window can be seen, and at once when it can be seen again. */
function tick(tell: () => void): () => void {
  let ticking: ReturnType<typeof setInterval> | undefined;
  const follow = (): void => {
    clearInterval(ticking);
    ticking = undefined;
    if (document.hidden) return;
    tell();
    ticking = setInterval(tell, 1000);
  };
  follow();
  document.addEventListener("visibilitychange", follow);
  return () => {
    clearInterval(ticking);
    document.removeEventListener("visibilitychange", follow);
  };
}

const standStill = (): (() => void) => () => undefined;

/** The time: as it is whenever the news are drawn, and once a second in between for as long as something on the screen counts. */
export const useNow = (counts: boolean): number => useSyncExternalStore(counts ? tick : standStill, look);
