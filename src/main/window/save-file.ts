import { writeFile } from "node:fs/promises";
import { extname } from "node:path";
import { dialog, type BrowserWindow } from "electron";
import { encodeExport } from "../../core/export/export-profile.js";
import type { Exported } from "../../shared/import-export/export-format.js";
import { DOCUMENT_VERSION, type Profile } from "../../shared/profile/profile-schema.js";
import { FailureError } from "../../shared/status/failure.js";
import { words } from "../../shared/words/words.js";

/** Save all profiles as a profile document, which holds no secret. Returns and throws as `saveFile`. */
export const saveProfiles = (
  profiles: readonly Profile[],
  window: BrowserWindow | undefined,
): Promise<string | undefined> =>
  saveFile(
    {
      title: words.dialogs.exportProfiles,
      fileName: "culvert-profiles.json",
      bytes: Buffer.from(`${JSON.stringify({ version: DOCUMENT_VERSION, profiles }, null, 2)}\n`),
    },
    window,
  );

/** Save one profile's export. Returns and throws as `saveFile`. */
export const saveExport = (exported: Exported, window: BrowserWindow | undefined): Promise<string | undefined> =>
  saveFile({ title: words.dialogs.saveExport, fileName: exported.fileName, bytes: encodeExport(exported) }, window);

/** Save the certificate that FTP programs see, to be imported there. Returns and throws as `saveFile`. */
export const saveCertificate = (cert: string, window: BrowserWindow | undefined): Promise<string | undefined> =>
  saveFile({ title: words.dialogs.saveCertificate, fileName: "culvert.pem", bytes: Buffer.from(`${cert}\n`) }, window);

interface SaveRequest {
  /** The dialog's. */
  readonly title: string;
  /** What the dialog proposes. */
  readonly fileName: string;
  readonly bytes: Buffer;
}

/**
 * Let the user choose where, and write there.
 *
 * @returns the file's path, or `undefined` where the dialog was closed
 * @throws Failed `export.unwritable`
 */
async function saveFile(
  { title, fileName, bytes }: SaveRequest,
  window: BrowserWindow | undefined,
): Promise<string | undefined> {
  const extension = extname(fileName).slice(1);
  const options = {
    title,
    defaultPath: fileName,
    filters: [{ name: extension.toUpperCase(), extensions: [extension] }],
  };
  const { canceled, filePath } = await (window === undefined
    ? dialog.showSaveDialog(options)
    : dialog.showSaveDialog(window, options));
  if (canceled || filePath === "") return undefined;
  try {
    await writeFile(filePath, bytes);
  } catch (thrown) {
    throw new FailureError({
      code: "export.unwritable",
      file: filePath,
      detail: thrown instanceof Error ? thrown.message : String(thrown),
    });
  }
  return filePath;
}
