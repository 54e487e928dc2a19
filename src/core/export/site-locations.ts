import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { posix, win32 } from "node:path";
import type { SiteProgram } from "../../shared/exchange/export-format.js";
import { configHome } from "../store/data-folder.js";

interface Machine {
  readonly platform: NodeJS.Platform;
  readonly home: string;
  readonly env: NodeJS.ProcessEnv;
  readonly isThere: (path: string) => boolean;
}

const currentMachine = (): Machine => ({
  platform: process.platform,
  home: homedir(),
  env: process.env,
  isThere: existsSync,
});

/** Where a program on this computer keeps its sites: a file, which need not be there yet, or Windows' registry. */
export type SiteLocation = { readonly kind: "file"; readonly file: string } | { readonly kind: "registry" };

/**
 * FileZilla makes its folder at the first start, and the file once it has a site; on Windows WinSCP uses the registry unless
 * its file is there.
 *
 * @returns nothing where the program has no settings; on Windows WinSCP's place is the registry, whether it has any there or not
 */
export function siteLocation(
  program: SiteProgram,
  { platform, home, env, isThere }: Machine = currentMachine(),
): SiteLocation | undefined {
  const path = platform === "win32" ? win32 : posix;
  const join = (...parts: string[]): string => path.join(...parts);
  const data = platform === "win32" ? env["APPDATA"] || join(home, "AppData", "Roaming") : configHome(home, env);
  if (program === "winscp") {
    const file = join(data, "WinSCP.ini");
    return isThere(file) ? { kind: "file", file } : platform === "win32" ? { kind: "registry" } : undefined;
  }
  const files = [
    join(data, platform === "win32" ? "FileZilla" : "filezilla", "sitemanager.xml"),
    join(home, ".filezilla", "sitemanager.xml"),
    join(home, ".var", "app", "org.filezillaproject.Filezilla", "config", "filezilla", "sitemanager.xml"), // Flatpak's
  ];
  const file = files.find(isThere) ?? files.find((candidate) => isThere(path.dirname(candidate)));
  return file === undefined ? undefined : { kind: "file", file };
}
