import { useState } from "react";
import type { Led, Where } from "../../src/shared/ipc/navigation.js";

/** Goes where the tray or a notification leads, once for each time. */
export function useLed({ time, to }: Led, go: (to: Where) => void): void {
  const [followed, setFollowed] = useState(0);
  if (to === undefined || time === followed) return;
  setFollowed(time);
  go(to);
}
