import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { posix } from "node:path";

/**
 * What a program calls itself on a Linux desktop: `org.filezilla.desktop` is `FileZilla`.
 *
 * @param id the name of its desktop entry's file @param env where the entries are, by the XDG Base Directory Specification
 * @returns the name of its entry; where that is nowhere, or has none, the file's name alone
 */
export function desktopEntryName(id: string, env: NodeJS.ProcessEnv = process.env): string {
  const shared = (env["XDG_DATA_DIRS"] ?? "") || "/usr/local/share:/usr/share";
  const folders = [(env["XDG_DATA_HOME"] ?? "") || posix.join(homedir(), ".local", "share"), ...shared.split(":")];
  const names = folders.map((folder) => nameIn(posix.join(folder, "applications", posix.basename(id))));
  return names.find((name) => name !== undefined) ?? posix.basename(id, ".desktop");
}

/** The first `Name=`: the group `Desktop Entry` stands first in its file, before those of its actions. */
function nameIn(file: string): string | undefined {
  try {
    return /^Name[ \t]*=[ \t]*(\S.*?)[ \t]*$/m.exec(readFileSync(file, "utf8"))?.[1];
  } catch {
    return undefined;
  }
}
