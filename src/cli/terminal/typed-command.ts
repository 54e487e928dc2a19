import { shellQuoted } from "../../shared/text/shell-quoted.js";
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

/** Nothing in it means anything to PowerShell or cmd.exe. */
const PLAIN_ON_WINDOWS = /^[\w+=:./\\-]+$/;

/** One word of a command as it is typed: quoted where it needs that, on Windows in double quotes, which both of its shells take. */
export function quoteForShell(word: string, platform: NodeJS.Platform): string {
  if (platform !== "win32") return shellQuoted(word);
  return PLAIN_ON_WINDOWS.test(word) ? word : `"${word}"`;
}
