import { useEffect, useRef, useState } from "react";

/** Long enough for the next of many small files to begin. */
const KEPT = 3000;

/** How many lines to keep room for: more at once when more are needed, fewer only when they were not needed for a while. So what stands beneath stays in its place. */
export function useKeptRoom(needed: number): number {
  const [kept, setKept] = useState(needed);
  const most = useRef(0);
  if (needed > kept) setKept(needed);
  const isSpare = needed < kept;

  useEffect(() => {
    if (!isSpare) return;
    most.current = 0;
    const shrinking = setTimeout(() => setKept(most.current), KEPT);
    return () => clearTimeout(shrinking);
  }, [isSpare, kept]);
  useEffect(() => { most.current = Math.max(most.current, needed); });

  return Math.max(kept, needed);
}
