import { writeFileSync } from "node:fs";
import { encodeExport, exportProfile } from "../../core/export/export-profile.js";
import type { Exported, ExportFormat } from "../../shared/exchange/export-format.js";
import { FailureError } from "../../shared/status/failure.js";
import { words } from "../../shared/words/words.js";
import { EXIT } from "../exit-code.js";
import { readProfiles, selectProfiles } from "../load-profiles.js";
import { printDocument, printJson, printMessage } from "../terminal/output.js";

interface ExportOptions {
  readonly profiles?: string;
  readonly as: ExportFormat;
  readonly output?: string;
  readonly json?: true;
}

/** `culvert export`: the text on standard output or in a file, and what it cannot carry on standard error. @returns the exit code @throws Failed `profile.not-found`, `store.unreadable`, `export.unwritable` */
export function exportCommand(name: string, options: ExportOptions): number {
  const [profile] = selectProfiles(readProfiles(options.profiles), [name]);
  if (profile === undefined) return EXIT.profile;
  const exported = exportProfile(profile, options.as);
  if (options.json) printJson({ profile: profile.id, ...exported });
  else writeExport(exported, options.output);
  for (const { code, what = "" } of exported.notes)
    if (options.json === undefined) printMessage(`culvert: ${profile.id}: ${words.exportNotes[code](what)}`);
  return exported.notes.some(({ code }) => code === "no-ftp") ? EXIT.profile : EXIT.closedAsAsked;
}

/** A terminal reads UTF-8; the file is written as its program wants it. */
function writeExport(exported: Exported, output: string | undefined): void {
  if (output === undefined) {
    printDocument(exported.text);
  } else if (exported.text !== "") {
    try {
      writeFileSync(output, encodeExport(exported), { mode: 0o600 });
    } catch (thrown) {
      throw new FailureError({
        code: "export.unwritable",
        file: output,
        detail: thrown instanceof Error ? thrown.message : String(thrown),
      });
    }
  }
}
