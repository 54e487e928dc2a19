import { describeFailure, words } from "../../shared/words/words.js";
import { EXIT } from "../exit-code.js";
import { printMessage } from "./output.js";

/** Whoever reads what is printed has gone: the next program of a pipe, or the terminal; `EOF` is Windows' word where a write was waiting. */
export const isOutputClosed = ({ code }: NodeJS.ErrnoException): boolean =>
  code === "EPIPE" || code === "EIO" || code === "EOF";

/** Output that cannot be written must not end a tunnel amid a transfer: a full disk is told of once and counts in the exit code, a reader who has gone needs nothing more. */
export function surviveOutputErrors(): void {
  let isTold = false;
  process.stderr.on("error", () => undefined); // nobody is left to be told
  process.stdout.on("error", (error: NodeJS.ErrnoException) => {
    if (isTold || isOutputClosed(error)) return;
    isTold = true;
    printMessage(
      `culvert: ${describeFailure({ code: "export.unwritable", file: words.terminal.standardOutput, detail: error.code ?? error.message }).says}`,
    );
    process.once("exit", () => {
      process.exitCode ||= EXIT.bug;
    });
  });
}
