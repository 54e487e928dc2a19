import { dataFolder } from "../core/store/data-folder.js";
import { readSettingsFile, settingsFilePath } from "../core/store/settings-store.js";
import { DEFAULT_SETTINGS, type Settings } from "../shared/settings.js";
import { failureOf } from "../shared/status/failure.js";
import { joinMessage, describeFailure, words } from "../shared/words/words.js";

/** The app's own settings, only read; what cannot be read has its default and is told of. */
export function loadSettings(writeMessage: (line: string) => void): Settings {
  const file = settingsFilePath(dataFolder());
  try {
    const { settings, wrong, newerVersion: version } = readSettingsFile(file);
    if (version !== undefined)
      writeMessage(`culvert: ${joinMessage(describeFailure({ code: "settings.newer", file, version }))}`);
    else if (wrong.length > 0) writeMessage(`culvert: ${words.terminal.settingsWrong(file, wrong.join(", "))}`);
    return settings;
  } catch (thrown) {
    writeMessage(`culvert: ${joinMessage(describeFailure(failureOf(thrown)))}`);
    return DEFAULT_SETTINGS;
  }
}
