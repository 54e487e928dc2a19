import { createHash } from "node:crypto";
import type { DirectoryEntry } from "../../sftp/directory-entry.js";
import { joinPath } from "../../sftp/remote-path.js";

/** The facts of MLST and MLSD that are known here, in the order in which they are written (RFC 3659, section 7.5). */
export const FACTS = ["type", "size", "modify", "unique", "UNIX.mode", "UNIX.owner", "UNIX.group"] as const;
export type Fact = (typeof FACTS)[number];

/** The facts as FEAT names them: an asterisk stands behind those that are chosen (RFC 3659, section 7.8). */
export const formatFactList = (chosen: ReadonlySet<Fact>): string =>
  FACTS.map((fact) => `${fact}${chosen.has(fact) ? "*" : ""};`).join("");

/** The facts that `OPTS MLST type;size;` chooses; what is not known here is passed over (RFC 3659, section 7.9). */
export function selectFacts(asked: string): ReadonlySet<Fact> {
  const names = new Set(asked.toLowerCase().split(";"));
  return new Set(FACTS.filter((fact) => names.has(fact.toLowerCase())));
}

/**
 * The facts and the name of an entry: `type=file;size=1234;modify=20261122140716;unique=...; a file.txt`.
 *
 * @param folder the true path of the folder that holds it, of which `unique` is made: SFTP tells no inode
 */
export function formatFacts(
  entry: DirectoryEntry,
  folder: string,
  chosen: ReadonlySet<Fact>,
  shown = entry.name,
): string {
  const facts = FACTS.filter((fact) => chosen.has(fact)).map((fact) => {
    const value = factValue(fact, entry, folder);
    return value === undefined ? "" : `${fact}=${value};`;
  });
  return `${facts.join("")} ${shown}`;
}

function factValue(fact: Fact, entry: DirectoryEntry, folder: string): string | undefined {
  switch (fact) {
    case "type":
      return formatType(entry);
    case "size":
      return entry.kind === "file" ? String(entry.size) : undefined;
    case "modify":
      return formatFactTime(entry.modified);
    case "unique":
      return createHash("sha256").update(joinPath(folder, entry.name), "latin1").digest("base64url").slice(0, 22);
    case "UNIX.mode":
      return entry.mode.toString(8).padStart(4, "0");
    case "UNIX.owner":
      return sanitized(entry.owner);
    case "UNIX.group":
      return sanitized(entry.group);
  }
}

/** A link's target stands in the type by custom; a blank or a semicolon would end it, so such a target stays unnamed. */
function formatType({ kind, target }: DirectoryEntry): string {
  switch (kind) {
    case "file":
      return "file";
    case "folder":
      return "dir";
    case "link":
      return target === undefined || /[;\0- ]/.test(target) ? "OS.unix=symlink" : `OS.unix=slink:${target}`;
    case "other":
      return "OS.unix=special";
  }
}

const sanitized = (text: string): string => text.replace(/[;\0- ]/g, "_");

/** `20261122140716`, always UTC (RFC 3659, section 2.3). */
export const formatFactTime = (time: number): string => new Date(time).toISOString().replace(/\D/g, "").slice(0, 14);

/** The milliseconds since 1970 that `20261122140716` or `20261122140716.25` names; nothing where it is no time. */
export function parseFactTime(text: string): number | undefined {
  const [, year, month, day, hour, minute, second, fraction = ""] =
    /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)(?:\.(\d+))?$/.exec(text) ?? [];
  if (second === undefined) return undefined;
  const time = Date.UTC(
    Number(year),
    Number(month) - 1,
    Number(day),
    Number(hour),
    Number(minute),
    Math.min(Number(second), 59),
  );
  return formatFactTime(time).slice(0, 12) === text.slice(0, 12)
    ? time + Math.round(Number(`0.${fraction || "0"}`) * 1000)
    : undefined;
}
