import { readdir, readFile } from "node:fs/promises";
import type { SiteProgram } from "../../shared/import-export/export-format.js";
import { runTool, windowsTool } from "../system/port-holder/run-tool.js";

/** As the system's list of processes has it; Linux cuts a name at 15 characters. */
const PROCESS_NAMES: Readonly<Record<SiteProgram, RegExp>> = {
  filezilla: /^filezilla(?:\.exe)?$/i,
  winscp: /^winscp(?:\.exe)?$/i,
};

/** Whether an FTP program runs, by the names of all processes; FileZilla's own `lockfile` stays behind when it ends, and tells nothing. */
export async function isRunning(program: SiteProgram): Promise<boolean> {
  const names = await processNames(process.platform);
  return names.some((name) => PROCESS_NAMES[program].test(name.trim()));
}

async function processNames(platform: NodeJS.Platform): Promise<readonly string[]> {
  if (platform === "win32") return namesOfTasklist(await runTool(windowsTool("tasklist"), ["/FO", "CSV", "/NH"]));
  if (platform !== "linux") return (await runTool("/bin/ps", ["-axco", "comm="])).split("\n");
  const ids = (await readdir("/proc").catch(() => [])).filter((name) => /^\d+$/.test(name));
  return Promise.all(ids.map((id) => readFile(`/proc/${id}/comm`, "utf8").catch(() => ""))); // one may end meanwhile
}

/** `"filezilla.exe","4711","Console","1","31,234 K"`. */
export const namesOfTasklist = (output: string): readonly string[] =>
  output.split("\n").map((line) => /^"([^"]*)"/.exec(line)?.[1] ?? "");
