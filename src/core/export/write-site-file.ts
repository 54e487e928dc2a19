import { readFileSync, realpathSync, statSync } from "node:fs";
import { MAX_FILE_BYTES } from "../../shared/import-export/import-candidate.js";
import type { SiteProgram, WrittenSite } from "../../shared/import-export/export-format.js";
import { FailureError } from "../../shared/status/failure.js";
import { copyBeside, errorCode, errorMessage, fileTimestamp } from "../store/read-json-file.js";
import { writeAtomically } from "../system/write-atomically.js";
import { editFilezilla } from "./edit-filezilla.js";
import { editWinscpIni } from "./edit-winscp.js";
import type { FtpClientSite } from "./ftp-client-sites.js";

/** WinSCP's file is taken byte for byte: its names may be in any encoding. */
const EDITORS = {
  filezilla: { edit: editFilezilla, encoding: "utf8" },
  winscp: { edit: editWinscpIni, encoding: "latin1" },
} as const;

/**
 * Put a site into a program's file, whole or not at all. @throws Failed `export.sites-unreadable`, with the file as it was;
 * `export.unwritable`
 */
export async function writeSiteFile(
  site: FtpClientSite,
  program: SiteProgram,
  named: string,
  now: Date,
): Promise<WrittenSite> {
  const { edit, encoding } = EDITORS[program];
  const file = linkedFile(named);
  const before = readSites(file, program, encoding);
  const edited = edit(before?.text ?? "", site);
  if ("problem" in edited)
    throw new FailureError({ code: "export.sites-unreadable", program, file, line: edited.line });
  const { outcome, name } = edited;
  if (outcome === "same") return { program, file, name, outcome };
  try {
    const backup = before === undefined ? undefined : backUp(file, now);
    await writeAtomically(file, Buffer.from(edited.text, encoding), before?.mode ?? 0o600);
    return { program, file, name, outcome, ...(backup === undefined ? {} : { backup }) };
  } catch (thrown) {
    throw new FailureError({ code: "export.unwritable", file, detail: errorMessage(thrown) });
  }
}

/** A link stays one: what it leads to is written. */
function linkedFile(file: string): string {
  try {
    return realpathSync(file);
  } catch {
    return file; // it is not there yet
  }
}

function readSites(file: string, program: SiteProgram, encoding: "utf8" | "latin1") {
  try {
    const { size, mode } = statSync(file);
    if (size > MAX_FILE_BYTES) throw new Error("EFBIG");
    const bytes = readFileSync(file);
    const text = encoding === "latin1" ? bytes.toString("latin1") : UTF8.decode(bytes);
    return { text, mode: mode & 0o777 };
  } catch (thrown) {
    if (errorCode(thrown) === "ENOENT") return undefined;
    throw new FailureError({ code: "export.sites-unreadable", program, file, detail: errorMessage(thrown) });
  }
}

/** What is not UTF-8 would come back as something else. */
const UTF8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** A copy beside it, `sitemanager.xml.culvert-2026-11-29T19-30-00` (UTC); never over another file. */
const backUp = (file: string, now: Date): string => copyBeside(file, `${file}.culvert-${fileTimestamp(now)}`);
