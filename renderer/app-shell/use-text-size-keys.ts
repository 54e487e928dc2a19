import { useEffect } from "react";
import type { Settings } from "../../src/shared/settings.js";
import { callMain } from "../ipc/culvert-api.js";
import { textSizeByKeyboard } from "./text-size-by-keyboard.js";

/** Makes text larger and smaller by the keys that people know. A window without a menu has them from nobody else. */
export function useTextSizeKeys(settings: Settings): void {
  useEffect(() => {
    const press = (event: KeyboardEvent): void => {
      const textSize = textSizeByKeyboard(settings.textSize, event);
      if (textSize === undefined) return;
      event.preventDefault();
      if (textSize !== settings.textSize) void callMain("settings.save", { ...settings, textSize });
    };
    window.addEventListener("keydown", press);
    return () => window.removeEventListener("keydown", press);
  }, [settings]);
}
