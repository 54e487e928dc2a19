import { useEffect } from "react";

/** Calls when Ctrl or Command with F is pressed, wherever the focus is; not behind a dialog. */
export function useSearchKey(onPress: () => void): void {
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      const { key, ctrlKey, metaKey, altKey, shiftKey } = event;
      if (key.toLowerCase() !== "f" || !(ctrlKey || metaKey) || altKey || shiftKey) return;
      if (document.querySelector("[role='dialog'], [role='alertdialog']") !== null) return;
      event.preventDefault();
      onPress();
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [onPress]);
}
