import { posix, win32 } from "node:path";
import type { SiteProgram } from "../../shared/import-export/export-format.js";
import { currentMachine, filezillaFiles, inHome, winscpFile } from "../import/settings-locations.js";

/** Where a program on this computer keeps its sites: a file, which need not be there yet, or Windows' registry. */
export type SiteLocation = { readonly kind: "file"; readonly file: string } | { readonly kind: "registry" };

/**
 * FileZilla makes its folder at the first start, and the file once it has a site; on Windows WinSCP uses the registry unless
 * its file is there.
 *
 * @returns nothing where the program has no settings; on Windows WinSCP's place is the registry, whether it has any there or not
 */
export function siteLocation(program: SiteProgram, machine = currentMachine()): SiteLocation | undefined {
  const { platform, isThere } = machine;
  if (program === "winscp") {
    const file = winscpFile(machine);
    return isThere(file) ? { kind: "file", file } : platform === "win32" ? { kind: "registry" } : undefined;
  }
  const flatpak = [".var", "app", "org.filezillaproject.Filezilla", "config", "filezilla", "sitemanager.xml"];
  const files = [...filezillaFiles(machine), inHome(machine, ...flatpak)];
  const path = platform === "win32" ? win32 : posix;
  const file = files.find(isThere) ?? files.find((candidate) => isThere(path.dirname(candidate)));
  return file === undefined ? undefined : { kind: "file", file };
}
