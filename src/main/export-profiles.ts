import { writeFile } from "node:fs/promises";
import { dialog, type BrowserWindow } from "electron";
import { DOCUMENT_VERSION, type Profile } from "../shared/profile.js";
import { Failed } from "../shared/failure.js";
import { words } from "../shared/words.js";

/**
 * Let the user choose a file, and write all profiles there as a profile document, which holds no secret.
 *
 * @returns the file's path, or `undefined` where the dialog was closed
 * @throws Failed `store.unreadable`
 */
export async function exportProfiles(profiles: readonly Profile[], window: BrowserWindow | undefined): Promise<string | undefined> {
  const options = { title: words.dialogs.exportProfiles, defaultPath: "culvert-profiles.json", filters: [{ name: "JSON", extensions: ["json"] }] };
  const { canceled, filePath } = await (window === undefined ? dialog.showSaveDialog(options) : dialog.showSaveDialog(window, options));
  if (canceled || filePath === "") return undefined;
  try {
    await writeFile(filePath, `${JSON.stringify({ version: DOCUMENT_VERSION, profiles }, null, 2)}\n`);
  } catch (thrown) {
    throw new Failed({ code: "store.unreadable", file: filePath, detail: thrown instanceof Error ? thrown.message : String(thrown) });
  }
  return filePath;
}
