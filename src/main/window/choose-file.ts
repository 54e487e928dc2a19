import { homedir } from "node:os";
import { join } from "node:path";
import { dialog, type BrowserWindow } from "electron";

/** Let the user choose a file of SSH's, beginning in `~/.ssh`. @returns its path, or `undefined` where the dialog was closed */
export async function chooseFile(title: string, window: BrowserWindow | undefined): Promise<string | undefined> {
  const options = {
    title,
    defaultPath: join(homedir(), ".ssh"),
    properties: ["openFile" as const, "showHiddenFiles" as const, "dontAddToRecent" as const],
  };
  const { filePaths } = await (window === undefined
    ? dialog.showOpenDialog(options)
    : dialog.showOpenDialog(window, options));
  return filePaths[0];
}
