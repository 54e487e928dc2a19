import type { TunnelState } from "../../shared/status/tunnel-state.js";
import { printableJson, printableLine, printableText } from "../../shared/words/printable.js";
import { coloured } from "./colours.js";

/*
 * The one door to the terminal: whatever a gateway, an FTP server, a file or a profile has put into a text goes out
 * through here, and steers nothing. ESLint refuses every other way to standard output and standard error in this folder.
 */

/** A line, or several, on standard output. */
export const printLine = (text: string): boolean => process.stdout.write(`${printableText(text)}\n`);

/** Lines on standard output, written at once, those of a state in its colour. */
export const printStates = (
  lines: readonly { readonly line: string; readonly state: TunnelState["kind"] | undefined }[],
): boolean =>
  process.stdout.write(
    lines
      .map(({ line, state }) =>
        state === undefined ? printableLine(line) : coloured(printableLine(line), state, process.stdout),
      )
      .map((line) => `${line}\n`)
      .join(""),
  );

/** One value as a line of JSON on standard output. */
export const printJson = (value: unknown): boolean => process.stdout.write(`${printableJson(value)}\n`);

/** A line, or several, on standard error. */
export const printMessage = (text: string): boolean => process.stderr.write(`${printableText(text)}\n`);

/** What stands before an answer that is typed, on standard error. */
export const printPrompt = (text: string): boolean => process.stderr.write(printableText(text));

/** A text for another program; made printable where a terminal reads it. */
export const printDocument = (text: string): boolean =>
  process.stdout.write(process.stdout.isTTY ? printableText(text) : text);

/** Our own control sequences, with no text in them that is somebody else's. */
export const printControl = (sequence: `\x1b[${string}`): boolean => process.stdout.write(sequence);
