import type { SourcePosition } from "../../../shared/exchange/import-candidate.js";
import { parseComment } from "../../../shared/exchange/openssh-comment.js";

/** One setting of an OpenSSH configuration, `HostName www.spinach.com`, and where it stands. */
export interface ConfigDirective extends Required<SourcePosition> {
  /** In small letters; OpenSSH does not tell them from capitals. */
  readonly keyword: string;
  readonly written: string;
  readonly words: readonly string[];
}

/** A line that is no setting: quotes that do not end, or no value. */
export interface MalformedLine extends Required<SourcePosition> {
  readonly isMalformed: true;
}

/** The keyword under which a remark of Culvert's own stands among the settings: no setting begins so. */
export const remarkKeyword = (key: string): string => `# culvert: ${key}`;

/** Read the lines one by one as OpenSSH's `readconf.c` does: `Keyword value`, `Keyword=value`, quotes, remarks. */
export function* parseConfigLines(text: string, file: string): Generator<ConfigDirective | MalformedLine> {
  for (const [index, content] of text.split(/\r?\n/).entries()) {
    const at = { file, line: index + 1 };
    const line = content.trim();
    const remark = parseComment(content);
    if (remark !== undefined) yield { ...at, keyword: remarkKeyword(remark.key), written: line, words: [remark.value] };
    if (line === "" || line.startsWith("#")) continue;
    const [, quoted, plain, rest = ""] = /^(?:"([^"]*)"|([^\s="]+))(?:\s*=\s*|\s+|(?=")|$)(.*)$/s.exec(line) ?? [];
    const written = quoted ?? plain;
    const words = splitWords(rest);
    yield written === undefined || words === undefined || words.length === 0
      ? { ...at, isMalformed: true }
      : { ...at, keyword: written.toLowerCase(), written, words };
  }
}

/** Split as a shell would: blanks, both quotes, `\` before a quote, itself or a blank, and `#` for the rest. @returns `undefined` where a quote does not end */
function splitWords(text: string): string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  let openQuote = "";
  for (let offset = 0; offset < text.length; offset++) {
    const character = text.charAt(offset);
    const next = text.charAt(offset + 1);
    if (openQuote === "" && (character === " " || character === "\t")) {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (openQuote === "" && word === undefined && character === "#") {
      return words;
    } else if (
      character === "\\" &&
      (next === "'" || next === '"' || next === "\\" || (next === " " && openQuote === ""))
    ) {
      word = `${word ?? ""}${next}`;
      offset++;
    } else if (character === openQuote || (openQuote === "" && (character === "'" || character === '"'))) {
      openQuote = character === openQuote ? "" : character;
      word ??= "";
    } else {
      word = `${word ?? ""}${character}`;
    }
  }
  if (openQuote !== "") return undefined;
  return word === undefined ? words : [...words, word];
}
