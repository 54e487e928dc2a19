import type { NotePlace } from "../imported-forwards.js";

/** One setting of an OpenSSH configuration, `HostName www.spinach.com`, and where it stands. */
export interface Directive extends Required<NotePlace> {
  /** In small letters; OpenSSH does not tell them from capitals. */
  readonly keyword: string;
  readonly written: string;
  readonly words: readonly string[];
}

/** A line that is no setting: quotes that do not end, or no value. */
export interface WrongLine extends Required<NotePlace> {
  readonly wrong: true;
}

/** Read the lines one by one as OpenSSH's `readconf.c` does: `Keyword value`, `Keyword=value`, quotes, remarks. */
export function* configLines(text: string, file: string): Generator<Directive | WrongLine> {
  for (const [index, content] of text.split(/\r?\n/).entries()) {
    const at = { file, line: index + 1 };
    const line = content.trim();
    if (line === "" || line.startsWith("#")) continue;
    const [, quoted, plain, rest = ""] = /^(?:"([^"]*)"|([^\s="]+))(?:\s*=\s*|\s+|(?=")|$)(.*)$/s.exec(line) ?? [];
    const written = quoted ?? plain;
    const words = wordsOf(rest);
    yield written === undefined || words === undefined || words.length === 0 ? { ...at, wrong: true } : { ...at, keyword: written.toLowerCase(), written, words };
  }
}

/** Split as a shell would: blanks, both quotes, `\` before a quote, itself or a blank, and `#` for the rest. @returns `undefined` where a quote does not end */
function wordsOf(text: string): string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  let quote = "";
  for (let place = 0; place < text.length; place++) {
    const sign = text.charAt(place);
    const next = text.charAt(place + 1);
    if (quote === "" && (sign === " " || sign === "\t")) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (quote === "" && word === undefined && sign === "#") {
      return words;
    } else if (sign === "\\" && (next === "'" || next === "\"" || next === "\\" || (next === " " && quote === ""))) {
      word = `${word ?? ""}${next}`;
      place++;
    } else if (sign === quote || (quote === "" && (sign === "'" || sign === "\""))) {
      quote = sign === quote ? "" : sign;
      word ??= "";
    } else {
      word = `${word ?? ""}${sign}`;
    }
  }
  if (quote !== "") return undefined;
  return word === undefined ? words : [...words, word];
}
