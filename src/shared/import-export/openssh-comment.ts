/**
 * What a profile has and OpenSSH's settings have no keyword for, written as remarks inside a `Host` block, which `ssh`
 * passes over (ssh_config(5): lines that begin with `#` are comments) and an import reads back:
 *
 *     # Culvert: name Popeye's web site
 *     # Culvert: ftp range 127.0.0.1:2121 2534-2536
 *     # Culvert: forward local on 127.0.0.1:8080 popeye:80 The web site
 *
 * `name` makes the block's alias the profile's id. `ftp` says which of the block's forwards carry FTP: `relay`, `range`
 * or `none`; it opens nothing by itself. `jump-host` stands in a block that is only a way to another. `forward` has
 * the name of a forward, or one that is switched off (forward-remark.ts).
 */
export const COMMENT_KEYS = ["name", "ftp", "jump-host", "forward"] as const;
export type CommentKey = (typeof COMMENT_KEYS)[number];

export interface OpensshComment {
  readonly key: CommentKey;
  readonly value: string;
}

export const formatComment = (key: CommentKey, value: string): string => `# Culvert: ${key} ${value}`.trimEnd();

/** @returns nothing where a line is no such remark */
export function parseComment(line: string): OpensshComment | undefined {
  const [, written, value = ""] = /^[ \t]*# Culvert: ([a-z-]+)(?: (.*?))?\r?$/s.exec(line) ?? [];
  const key = COMMENT_KEYS.find((known) => known === written);
  return key === undefined ? undefined : { key, value };
}
