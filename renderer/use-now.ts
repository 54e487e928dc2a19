import { useEffect, useState } from "react";

/** The time, once a second, for as long as something on the screen counts down; else it stands still. */
export function useNow(counts: boolean): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (!counts) return;
    const tick = (): void => setNow(Date.now());
    const first = setTimeout(tick);
    const ticking = setInterval(tick, 1000);
    return () => {
      clearTimeout(first);
      clearInterval(ticking);
    };
  }, [counts]);
  return now;
}
