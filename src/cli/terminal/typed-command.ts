import { widthOf } from "./columns.js";

/** A command to type; over several lines it is still one to a shell, however it is copied. */
export function commandLines(
  command: readonly string[],
  width: number,
  platform: NodeJS.Platform = process.platform,
): string[] {
  const mark = platform === "win32" ? " `" : " \\"; // PowerShell's, and a POSIX shell's
  const typed = command.map((word) => quoteForShell(word, platform));
  const lines: string[] = [];
  for (const word of typed) {
    const last = lines.at(-1);
    if (last !== undefined && widthOf(`${last} ${word}${mark}`) <= width) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(lines.length === 0 ? `> ${word}` : `  ${word}`);
  }
  return lines.map((line, index) => (index === lines.length - 1 ? line : `${line}${mark}`));
}

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
