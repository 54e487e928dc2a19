import { readFile } from "node:fs/promises";
import { InvalidArgumentError } from "commander";
import { dataFolder, logFilePath, olderLogFilePath } from "../../core/store/data-folder.js";
import { errorCode, errorMessage } from "../../core/store/read-json-file.js";
import { FailureError } from "../../shared/status/failure.js";
import { words } from "../../shared/words/words.js";
import { EXIT } from "../exit-code.js";
import { printLine, printMessage } from "../terminal/output.js";

const MAX_LINES = 100_000;

/** Reads an option's number of lines. @throws InvalidArgumentError */
export function parseLines(text: string): number {
  const lines = /^\d+$/.test(text) ? Number(text) : 0;
  if (lines < 1 || lines > MAX_LINES) throw new InvalidArgumentError(words.terminal.wholeLines(1, MAX_LINES));
  return lines;
}

/** `culvert log`: the path of the app's log on standard error, and its last lines on standard output. @returns the exit code: 3 where it cannot be read @throws Failed `store.unreadable` */
export async function logCommand({ lines }: { readonly lines: number }): Promise<number> {
  const file = logFilePath(dataFolder());
  const latest = await linesOf(file);
  if (latest === undefined) {
    printMessage(words.terminal.noLog(file));
    return EXIT.closedAsAsked;
  }
  const older = latest.length < lines ? ((await linesOf(olderLogFilePath(dataFolder()))) ?? []) : [];
  printMessage(file);
  for (const line of [...older, ...latest].slice(-lines)) printLine(line);
  return EXIT.closedAsAsked;
}

/** @returns nothing where the file is not there */
async function linesOf(file: string): Promise<readonly string[] | undefined> {
  try {
    return (await readFile(file, "utf8")).split(/\r?\n/).filter((line) => line !== "");
  } catch (thrown) {
    if (errorCode(thrown) === "ENOENT") return undefined;
    throw new FailureError({ code: "store.unreadable", file, detail: errorMessage(thrown) });
  }
}
