import { currentLocale } from "../../../shared/words/words.js";

/** A longer name is cut. Characters, as people count them. */
const MAX_NAME_LENGTH = 40;
/** Menus do not wrap: what is wider than so many Latin letters is broken into lines. */
const MAX_LINE_WIDTH = 92;

/** A name for a menu: one that is long is cut in its middle, since names differ at either end. `Customer 1 of the …, the staging server` */
export function shortName(name: string, length = MAX_NAME_LENGTH): string {
  if (name.length <= length) return name; // UTF-16 units: characters are no more than these
  const signs = [...new Intl.Segmenter(currentLocale()).segment(name)].map(({ segment }) => segment);
  if (signs.length <= length) return name;
  const head = Math.ceil((length - 1) / 2);
  return `${signs.slice(0, head).join("").trimEnd()}…${signs
    .slice(head + 1 - length)
    .join("")
    .trimStart()}`;
}

/**
 * A text as the lines of a menu, broken between words.
 *
 * @param lines as many at most: of what is longer, the sentences behind the first are left out whole, and no sentence is cut
 */
export function menuLines(text: string, lines: number): readonly string[] {
  let kept = "";
  let wrapped: readonly string[] = [];
  for (const { segment } of new Intl.Segmenter(currentLocale(), { granularity: "sentence" }).segment(text)) {
    const longer = wrap(kept + segment);
    if (kept !== "" && longer.length > lines) break;
    kept += segment;
    wrapped = longer;
  }
  return wrapped;
}

function wrap(text: string): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const piece of piecesOf(text)) {
    if (line.trim() !== "" && widthOf(`${line}${piece}`.trimEnd()) > MAX_LINE_WIDTH) {
      lines.push(line.trim());
      line = "";
    }
    line += piece;
  }
  return line.trim() === "" ? lines : [...lines, line.trim()];
}

/** What is not divided: without blanks, between Chinese words and signs; else between blanks alone, so that a host, a path or an option stays whole. */
function piecesOf(text: string): readonly string[] {
  const pieces: string[] = [];
  for (const run of text.match(/\s*\S+\s*/gu) ?? []) {
    if (!WIDE.test(run)) pieces.push(run);
    else
      for (const { segment, isWordLike } of new Intl.Segmenter("zh", { granularity: "word" }).segment(run)) {
        if (isWordLike === true && WIDE.test(segment)) pieces.push(segment);
        else pieces.push(`${pieces.pop() ?? ""}${segment}`);
      }
  }
  return pieces;
}

/** Signs that take the room of two letters: ideographs and what is written among them (Unicode TR 11). */
const WIDE = /[\u2E80-\u9FFF\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE4F\uFF00-\uFF60\uFFE0-\uFFE6]|[\u{20000}-\u{3FFFD}]/u;

const widthOf = (text: string): number =>
  Array.from(text).reduce((width, sign) => width + (WIDE.test(sign) ? 2 : 1), 0);
