import type { Attributes } from "./packets/request-packets.js";

/** One name in a folder, as the listings show it; names are bytes as latin1. */
export interface DirectoryEntry {
  readonly name: string;
  readonly kind: "file" | "folder" | "link" | "other";
  /** Bytes. */
  readonly size: number;
  /** Permission bits and the three above them, `0o4755`. */
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  /** As the server names them, where it does. */
  readonly owner: string;
  readonly group: string;
  readonly links: number;
  /** Milliseconds since 1970. */
  readonly modified: number;
  /** Where a link leads, as written in it. */
  readonly target?: string;
}

const KINDS = new Map<number, DirectoryEntry["kind"]>([
  [0o100000, "file"],
  [0o040000, "folder"],
  [0o120000, "link"],
]);

/** The kind that a mode tells; without one it is taken for a file, which most names are. */
export const fileKind = ({ mode }: Attributes): DirectoryEntry["kind"] =>
  mode === undefined ? "file" : (KINDS.get(mode & 0o170000) ?? "other");

/**
 * An entry of a folder.
 *
 * @param longname the server's own `ls -l` line, `drwxr-xr-x    2 olive    users   4096 Nov 22 14:07 pub`, of which the
 * count of links and the two names are taken where they stand
 */
export function toDirectoryEntry(name: string, attributes: Attributes, longname = ""): DirectoryEntry {
  const { mode = 0o644, size = 0, uid = 0, gid = 0, mtime = 0 } = attributes;
  const [, links, owner, group] = /^[-a-z][-a-zA-Z]{9}[^ ]? +(\d+) +([^ ]+) +([^ ]+) /.exec(longname) ?? [];
  return {
    name,
    kind: fileKind(attributes),
    size,
    mode: mode & 0o7777,
    uid,
    gid,
    owner: owner ?? String(uid),
    group: group ?? String(gid),
    links: Number(links ?? 1),
    modified: mtime * 1000,
  };
}
