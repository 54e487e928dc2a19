import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { WrittenSite } from "../../shared/import-export/export-format.js";
import { FailureError } from "../../shared/status/failure.js";
import { readFileText } from "../import/read-text-file.js";
import { runReg } from "../import/registry-sources.js";
import { WINSCP_KEY } from "../import/winscp.js";
import { errorMessage, fileTimestamp } from "../store/read-json-file.js";
import { windowsTool } from "../system/port-holder/run-tool.js";
import { editWinscpRegistry } from "./edit-winscp.js";
import type { FtpClientSite } from "./ftp-client-sites.js";
import { encodeRegText } from "./reg-text.js";

const KEY = `HKCU\\${WINSCP_KEY}`;

/**
 * Put a site into WinSCP's sessions in the registry by `reg.exe import`, all values at once; what stood there is kept as a
 * `.reg` file. @throws Failed `export.program-missing`, `export.sites-unreadable`, `export.unwritable`
 */
export async function writeSiteRegistry(
  site: FtpClientSite,
  backupFolder: string,
  now: Date,
  program = windowsTool("reg"),
): Promise<WrittenSite> {
  const folder = mkdtempSync(join(tmpdir(), "culvert-export-"));
  try {
    const exported = join(folder, "winscp.reg");
    if ((await runReg(program, ["export", KEY, exported, "/y"])).code !== 0)
      throw new FailureError({ code: "export.program-missing", program: "winscp" });
    const before = readFileText(exported);
    if ("code" in before)
      throw new FailureError({ code: "export.sites-unreadable", program: "winscp", file: KEY, detail: before.code });
    const edited = editWinscpRegistry(before.text, site);
    if ("problem" in edited)
      throw new FailureError({ code: "export.sites-unreadable", program: "winscp", file: KEY, line: edited.line });
    const { outcome, name } = edited;
    if (outcome === "same") return { program: "winscp", file: KEY, name, outcome };
    const backup = join(backupFolder, `winscp.culvert-${fileTimestamp(now)}.reg`);
    writeReg(backupFolder, backup, before.text);
    const change = join(folder, "site.reg");
    writeReg(folder, change, edited.text);
    if ((await runReg(program, ["import", change])).code !== 0)
      throw new FailureError({ code: "export.unwritable", file: KEY, detail: "reg.exe import" });
    return { program: "winscp", file: KEY, name, outcome, backup };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** As `reg.exe` reads it, and for its user alone: sessions may hold passwords. */
function writeReg(folder: string, file: string, text: string): void {
  try {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, encodeRegText(text), { mode: 0o600 });
  } catch (thrown) {
    throw new FailureError({ code: "export.unwritable", file, detail: errorMessage(thrown) });
  }
}
