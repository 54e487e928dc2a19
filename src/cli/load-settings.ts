import { dataFolder } from "../core/store/data-folder.js";
import { readSettingsFile, settingsFile } from "../core/store/settings-store.js";
import { DEFAULT_SETTINGS, type Settings } from "../shared/settings.js";
import { failureOf } from "../shared/status/failure.js";
import { sayBoth, sayFailure, words } from "../shared/words/words.js";

/** The app's own settings, only read; what cannot be read has its default and is told of. */
export function loadSettings(tell: (line: string) => void): Settings {
  const file = settingsFile(dataFolder());
  try {
    const { settings, wrong } = readSettingsFile(file);
    if (wrong.length > 0) tell(`culvert: ${words.terminal.settingsWrong(file, wrong.join(", "))}`);
    return settings;
  } catch (thrown) {
    tell(`culvert: ${sayBoth(sayFailure(failureOf(thrown)))}`);
    return DEFAULT_SETTINGS;
  }
}
