import { isWide, widthOf } from "./columns.js";

/** Signs that may not begin a line, since they close what stands before them (W3C, "Requirements for Chinese Text Layout", section 3.1). */
const CLOSING = /^[，。、；：？！）】》”’…,.;:?!)\]}]+$/u;

/**
 * A text as lines of at most so many places, broken between words; between Chinese signs anywhere but before what closes.
 * Nothing is left out: what is wider than a line by itself, such as a long path, goes on in the next one.
 *
 * @param hanging what stands before every line but the first
 */
export function wrapWords(text: string, width: number, hanging = ""): string[] {
  const lines: string[] = [];
  let line = "";
  const limit = (): number => Math.max(1, width - (lines.length === 0 ? 0 : widthOf(hanging)));
  const push = (): void => {
    lines.push((lines.length === 0 ? "" : hanging) + line.trimEnd());
    line = "";
  };
  for (const piece of piecesOf(text)) {
    if (line.trimEnd() !== "" && widthOf(line + piece.trimEnd()) > limit()) push();
    line += line === "" && lines.length > 0 ? piece.trimStart() : piece;
    while (widthOf(line.trimEnd()) > limit()) {
      const [head, rest] = splitAt(line, limit());
      line = head;
      push();
      line = rest;
    }
  }
  if (line.trimEnd() !== "" || lines.length === 0) push();
  return lines;
}

/** Words with the blanks behind them, and Chinese signs one by one with what closes them. */
function piecesOf(text: string): readonly string[] {
  const pieces: string[] = [];
  for (const word of text.match(/\s*\S+\s*/gu) ?? []) {
    let run = "";
    for (const sign of word) {
      const breaksBefore = isWide(sign) || isWide(Array.from(run.trimEnd()).at(-1) ?? "");
      if (breaksBefore && run !== "" && !CLOSING.test(sign) && sign.trim() !== "") {
        pieces.push(run);
        run = "";
      }
      run += sign;
    }
    pieces.push(run);
  }
  return pieces;
}

function splitAt(text: string, width: number): readonly [string, string] {
  const signs = Array.from(text);
  let taken = 0;
  const end = signs.findIndex((sign) => (taken += widthOf(sign)) > width);
  const at = Math.max(1, end === -1 ? signs.length : end);
  return [signs.slice(0, at).join(""), signs.slice(at).join("")];
}

/** Cells as lines of at most so many places, two blanks apart, none of them divided that fits into a line. */
export function wrapCells(cells: readonly string[], width: number, hanging: string): string[] {
  const lines: string[] = [];
  for (const cell of cells) {
    const last = lines.at(-1);
    const joined = last === undefined ? cell : `${last}  ${cell}`;
    if (last !== undefined && widthOf(joined) <= width) lines[lines.length - 1] = joined;
    else if (last === undefined) lines.push(...wrapWords(cell, width, hanging));
    else lines.push(...wrapWords(cell, width - widthOf(hanging)).map((line) => hanging + line));
  }
  return lines;
}
