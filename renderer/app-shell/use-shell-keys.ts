import { useEffect, useRef } from "react";
import { shellKeyOf, type ShellKey } from "./shell-key.js";

const isMac = /mac/i.test(navigator.userAgent);

/** Does what the keys ask that every program has. A dialog is answered first; closing the window goes before all. */
export function useShellKeys(actions: Readonly<Record<ShellKey, () => void>>): void {
  const latest = useRef(actions);
  useEffect(() => {
    latest.current = actions;
  });
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      const asked = shellKeyOf(event, isMac);
      if (asked === undefined || event.defaultPrevented || event.isComposing) return;
      event.preventDefault();
      const hasDialog = document.querySelector("[role='dialog'], [role='alertdialog']") !== null;
      if (!hasDialog || asked === "close-window") latest.current[asked]();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, []);
}
