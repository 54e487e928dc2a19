import type { DirectoryEntry } from "../../sftp/directory-entry.js";

/** Half a year, after which `ls` shows the year in place of the time. Milliseconds. */
const HALF_A_YEAR_MS = 182 * 86_400_000;
const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"] as const;
const TYPE_CHARACTERS: Record<DirectoryEntry["kind"], string> = { file: "-", folder: "d", link: "l", other: "-" };

/**
 * A line of LIST in the form of Unix's `ls -l`, which every client reads. Times are UTC, as most servers give them:
 *
 *     -rw-r--r--   1 olive    users         1234 Nov 22 14:07 a file.txt
 *     lrwxrwxrwx   1 olive    users            8 Mar  3  2025 link -> a file.txt
 *
 * @param now milliseconds since 1970
 */
export function formatListLine(entry: DirectoryEntry, now: number): string {
  const { kind, mode, links, owner, group, size, name, target } = entry;
  const permissions = `${TYPE_CHARACTERS[kind]}${permissionTriple(mode >> 6, mode & 0o4000, "s")}${permissionTriple(mode >> 3, mode & 0o2000, "s")}${permissionTriple(mode, mode & 0o1000, "t")}`;
  const linkTarget = target === undefined ? "" : ` -> ${target.replace(/[\0\r\n]/g, "?")}`;
  return `${permissions} ${String(links).padStart(3)} ${singleWord(owner).padEnd(8)} ${singleWord(group).padEnd(8)} ${String(size).padStart(12)} ${formatListTime(entry.modified, now)} ${name}${linkTarget}`;
}

/** `rwx`, with the special bit over the `x`: `s` where it may be executed, else `S`. */
function permissionTriple(bits: number, special: number, specialCharacter: string): string {
  const execute = (bits & 1) !== 0;
  const last = special === 0 ? (execute ? "x" : "-") : execute ? specialCharacter : specialCharacter.toUpperCase();
  return `${bits & 4 ? "r" : "-"}${bits & 2 ? "w" : "-"}${last}`;
}

function formatListTime(modified: number, now: number): string {
  const time = new Date(modified);
  const day = `${MONTHS[time.getUTCMonth()] ?? "Jan"} ${String(time.getUTCDate()).padStart(2)}`;
  const isRecent = modified <= now + 86_400_000 && now - modified < HALF_A_YEAR_MS;
  return isRecent
    ? `${day} ${twoDigits(time.getUTCHours())}:${twoDigits(time.getUTCMinutes())}`
    : `${day}  ${time.getUTCFullYear()}`;
}

const twoDigits = (number: number): string => String(number).padStart(2, "0");
/** Clients count words; Windows' domains bring blanks into group names. */
const singleWord = (name: string): string => name.replace(/[\0- ]+/g, "_") || "?";
