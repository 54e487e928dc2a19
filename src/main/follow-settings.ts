import type { NativeTheme } from "electron";
import type { Settings } from "../shared/settings.js";
import { speak } from "../shared/words.js";

/** What of the system the settings reach: its colours, and the language that it speaks. */
interface Reach {
  readonly nativeTheme: Pick<NativeTheme, "themeSource">;
  readonly systemLocale: string;
}

/** Bring the app in line with its settings; done at the start and after each change. */
export function followSettings({ language, theme }: Settings, { nativeTheme, systemLocale }: Reach): void {
  speak(language, systemLocale);
  nativeTheme.themeSource = theme;
}
