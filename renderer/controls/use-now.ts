import { useSyncExternalStore } from "react";

/** Fine enough for whole seconds, coarse enough that two looks within one drawing agree. */
const STEP_MS = 250;

const currentTime = (): number => Math.floor(Date.now() / STEP_MS) * STEP_MS;

/** Ticks once a second while the window can be seen, and at once when it can be seen again. */
function subscribeToSeconds(onTick: () => void): () => void {
  let ticking: ReturnType<typeof setInterval> | undefined;
  const update = (): void => {
    clearInterval(ticking);
    ticking = undefined;
    if (document.hidden) return;
    onTick();
    ticking = setInterval(onTick, 1000);
  };
  update();
  document.addEventListener("visibilitychange", update);
  return () => {
    clearInterval(ticking);
    document.removeEventListener("visibilitychange", update);
  };
}

const subscribeToNothing = (): (() => void) => () => undefined;

/** The time: as it is whenever the news are drawn, and once a second in between for as long as something on the screen counts. */
export const useNow = (isTicking: boolean): number =>
  useSyncExternalStore(isTicking ? subscribeToSeconds : subscribeToNothing, currentTime);
