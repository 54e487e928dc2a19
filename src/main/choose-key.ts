import { homedir } from "node:os";
import { join } from "node:path";
import { dialog, type BrowserWindow } from "electron";
import { words } from "../shared/words.js";

/** Let the user choose a private key file, beginning in `~/.ssh`. @returns its path, or `undefined` where the dialog was closed */
export async function chooseKey(window: BrowserWindow | undefined): Promise<string | undefined> {
  const options = {
    title: words.dialogs.chooseKey,
    defaultPath: join(homedir(), ".ssh"),
    properties: ["openFile" as const, "showHiddenFiles" as const, "dontAddToRecent" as const],
  };
  const { filePaths } = await (window === undefined ? dialog.showOpenDialog(options) : dialog.showOpenDialog(window, options));
  return filePaths[0];
}
