import { hashPassword } from "../../core/bridge/login/password-hash.js";
import { bridgePasswordSchema } from "../../shared/profile/bridge-login.js";
import { words } from "../../shared/words/words.js";
import { EXIT } from "../exit-code.js";
import { printLine, printMessage } from "../terminal/output.js";
import { readLine } from "../terminal/terminal-prompter.js";

/** More than any password is not read. Characters. */
const MAX_LENGTH = 4096;

/**
 * `culvert password-hash`: read a password, twice and unseen on a terminal, else the first line of standard input, and print
 * what a profile keeps in its place. It is never an argument, which other users of the computer could see.
 *
 * @returns the exit code: 2 where none was given that FTP can carry
 */
export async function passwordHash(): Promise<number> {
  const password = process.stdin.isTTY ? await askTwice() : firstLine(await readInput());
  if (password === undefined || !bridgePasswordSchema.safeParse(password).success) {
    printMessage(`culvert: ${password === undefined ? words.terminal.passwordsDiffer : words.terminal.passwordUnfit}`);
    return EXIT.usage;
  }
  printLine(await hashPassword(password));
  return EXIT.closedAsAsked;
}

/** @returns nothing where the two differ */
async function askTwice(): Promise<string | undefined> {
  const { signal } = new AbortController();
  const password = await readLine(words.terminal.newPassword, false, signal);
  return (await readLine(words.terminal.newPasswordAgain, false, signal)) === password ? password : undefined;
}

async function readInput(): Promise<string> {
  let text = "";
  for await (const chunk of process.stdin.setEncoding("utf8")) {
    text += chunk as string;
    if (text.length > MAX_LENGTH || text.includes("\n")) break;
  }
  return text;
}

const firstLine = (text: string): string => text.split(/\r?\n/, 1)[0] ?? "";
