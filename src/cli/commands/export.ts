import { X509Certificate } from "node:crypto";
import { writeFileSync } from "node:fs";
import { encodeExport, exportProfile } from "../../core/export/export-profile.js";
import { dataFolder } from "../../core/store/data-folder.js";
import { readServerCertificate } from "../../core/store/self-signed-certificate.js";
import { writeSite } from "../../core/export/write-site.js";
import type { Exported, ExportFormat, SiteProgram } from "../../shared/import-export/export-format.js";
import type { Profile } from "../../shared/profile/profile-schema.js";
import { FailureError } from "../../shared/status/failure.js";
import { words } from "../../shared/words/words.js";
import { EXIT } from "../exit-code.js";
import { readProfiles, selectProfiles } from "../load-profiles.js";
import { printDocument, printJson, printMessage } from "../terminal/output.js";
import { UsageError } from "../usage-error.js";

interface ExportOptions {
  readonly profiles?: string;
  readonly as?: ExportFormat | "certificate";
  readonly into?: SiteProgram;
  readonly output?: string;
  readonly json?: true;
}

/** `culvert export`: the text on standard output or in a file, and what it cannot carry on standard error. @returns the exit code @throws Failed `profile.not-found`, `store.unreadable`, `export.*`, `ftp.own-certificate` */
export async function exportCommand(name: string, options: ExportOptions): Promise<number> {
  const [profile] = selectProfiles(readProfiles(options.profiles), [name]);
  if (profile === undefined) return EXIT.profile;
  if (options.into !== undefined) return exportInto(profile, options.into, options.json);
  if (options.as === undefined) throw new UsageError(words.exchange.asOrInto);
  if (options.as === "certificate") return exportCertificate(profile, options);
  const exported = exportProfile(profile, options.as);
  if (options.json) printJson({ profile: profile.id, ...exported });
  else writeExport(exported, options.output);
  for (const { code, what = "" } of exported.notes)
    if (options.json === undefined) printMessage(`culvert: ${profile.id}: ${words.exportNotes[code](what)}`);
  return exported.notes.some(({ code }) => code === "no-ftp") ? EXIT.profile : EXIT.closedAsAsked;
}

/** The site into the program's own settings; what became of it, on standard output. @throws Failed `export.*` */
async function exportInto(profile: Profile, program: SiteProgram, json: true | undefined): Promise<number> {
  const written = await writeSite(profile, program, dataFolder());
  if (written === undefined) {
    printMessage(`culvert: ${profile.id}: ${words.exportNotes["no-ftp"]("")}`);
    return EXIT.profile;
  }
  if (json) {
    printJson({ profile: profile.id, ...written });
    return EXIT.closedAsAsked;
  }
  const { outcome, name, backup } = written;
  printDocument(`${words.programs.written[outcome](words.importSources[program], name)}\n`);
  if (backup !== undefined) printMessage(words.programs.backup(backup));
  return EXIT.closedAsAsked;
}

/** What FTP programs see in TLS, without its key: to be imported where it must be trusted. @throws Failed `ftp.own-certificate` */
async function exportCertificate({ id, ftp }: Profile, { json, output }: ExportOptions): Promise<number> {
  if (ftp === undefined || ftp.mode === "range") {
    printMessage(`culvert: ${id}: ${words.exportNotes["no-ftp"]("")}`);
    return EXIT.profile;
  }
  const { cert } = await readServerCertificate(dataFolder(), ftp.ownCertificate);
  const text = `${cert}\n`;
  const { fingerprint256: fingerprint } = new X509Certificate(cert);
  if (json) printJson({ profile: id, format: "certificate", fileName: "culvert.pem", text, fingerprint, notes: [] });
  else writeExport({ format: "culvert", fileName: "culvert.pem", text, encoding: "utf-8", notes: [] }, output);
  return EXIT.closedAsAsked;
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
