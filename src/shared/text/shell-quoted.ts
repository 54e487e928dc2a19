/**
 * A word as a POSIX shell takes it for one: in single quotes where it needs some (POSIX 1003.1, "Shell Command Language",
 * section 2.2.2).
 */
export const shellQuoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
