import { useState } from "react";
import type { NavigationRequest, NavigationTarget } from "../../src/shared/ipc/navigation.js";

/** Goes where the tray or a notification leads, once for each time. */
export function useNavigationRequest({ time, to }: NavigationRequest, navigate: (to: NavigationTarget) => void): void {
  const [handledTime, setHandledTime] = useState(0);
  if (to === undefined || time === handledTime) return;
  setHandledTime(time);
  navigate(to);
}
