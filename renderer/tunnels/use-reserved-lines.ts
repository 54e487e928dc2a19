import { useEffect, useRef, useState } from "react";

/** Long enough for the next of many small files to begin. */
const SHRINK_DELAY_MS = 3000;

/** How many lines to keep room for: more at once when more are needed, fewer only when they were not needed for a while. So what stands beneath stays in its place. */
export function useReservedLines(needed: number): number {
  const [reserved, setReserved] = useState(needed);
  const recentMaximum = useRef(0);
  if (needed > reserved) setReserved(needed);
  const isSpare = needed < reserved;

  useEffect(() => {
    if (!isSpare) return;
    recentMaximum.current = 0;
    const shrinking = setTimeout(() => setReserved(recentMaximum.current), SHRINK_DELAY_MS);
    return () => clearTimeout(shrinking);
  }, [isSpare, reserved]);
  useEffect(() => {
    recentMaximum.current = Math.max(recentMaximum.current, needed);
  });

  return Math.max(reserved, needed);
}
