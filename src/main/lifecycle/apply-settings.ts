import { join } from "node:path";
import type { App, NativeTheme } from "electron";
import { configHome } from "../../core/store/data-folder.js";
import type { Settings } from "../../shared/settings.js";
import { setLanguage } from "../../shared/words/words.js";
import { setStartAtLogin } from "./start-at-login.js";

/** What of the system the settings reach: its colours, the size of text, the language that it speaks, what it starts at login. */
interface SettingsTargets {
  readonly app: Pick<App, "setLoginItemSettings" | "isPackaged" | "getAppPath">;
  readonly nativeTheme: Pick<NativeTheme, "themeSource">;
  readonly window: { setTextSize(percent: number): void };
  readonly systemLocale: string;
}

/** Bring the app in line with its settings; done at the start and after each change. @throws Failed `settings.login-item`, with all else done */
export function applySettings(
  { language, theme, textSize, startAtLogin: startAtLoginWanted }: Settings,
  { app, nativeTheme, window, systemLocale }: SettingsTargets,
): void {
  setLanguage(language, systemLocale);
  nativeTheme.themeSource = theme;
  window.setTextSize(textSize);
  // an AppImage runs from a folder that is gone by the next login
  setStartAtLogin(startAtLoginWanted, app, process.platform, autostartFolder(), {
    program: process.env["APPIMAGE"] ?? process.execPath,
    args: app.isPackaged ? [] : [app.getAppPath()],
  });
}

const autostartFolder = (): string => join(configHome(), "autostart");
