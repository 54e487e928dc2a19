/** Nothing in it means anything to a shell: POSIX's, and PowerShell or cmd.exe. */
const PLAIN = /^[\w@%+=:,./-]+$/;
const PLAIN_ON_WINDOWS = /^[\w+=:./\\-]+$/;

/**
 * One word of a command as it is typed: in single quotes where it needs some (POSIX 1003.1, "Shell Command Language",
 * section 2.2.2), on Windows in double ones, which both of its shells take.
 */
export function quoteForShell(word: string, platform: NodeJS.Platform): string {
  if (platform === "win32") return PLAIN_ON_WINDOWS.test(word) ? word : `"${word}"`;
  return PLAIN.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}
