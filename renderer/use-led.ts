import { useState } from "react";
import type { Led, Where } from "../src/shared/where.js";

/** Goes where the tray or a notification leads, once for each time. */
export function useLed(led: Led | undefined, go: (to: Where) => void): void {
  const [followed, setFollowed] = useState(0);
  if (led === undefined || led.time === followed) return;
  setFollowed(led.time);
  go(led.to);
}
