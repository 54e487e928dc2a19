/** What a system says of a file or an address that it refuses, by its code. */
export const SYSTEM_ERRORS = [
  "EISDIR",
  "ENOTDIR",
  "ENOENT",
  "EACCES",
  "EPERM",
  "EROFS",
  "ENOSPC",
  "EMFILE",
  "EIO",
  "ELOOP",
  "EFBIG",
  "ESPIPE",
  "ENAMETOOLONG",
  "EADDRNOTAVAIL",
] as const;
export type SystemErrorWords = Readonly<Record<(typeof SYSTEM_ERRORS)[number], string>>;

/** A detail such as `EISDIR: illegal operation on a directory, read` in a language's own words; another one as it is. */
export function describeSystemError(detail: string, words: SystemErrorWords): string {
  const code = SYSTEM_ERRORS.find((known) => detail === known || detail.startsWith(`${known}: `));
  return code === undefined ? detail : words[code];
}
