import type { SourcePosition } from "../../../shared/import-export/import-candidate.js";
import { parseComment } from "../../../shared/import-export/openssh-comment.js";

/** One setting of an OpenSSH configuration, `HostName www.spinach.com`, and where it stands. */
export interface ConfigDirective extends Required<SourcePosition> {
  /** In small letters; OpenSSH does not tell them from capitals. */
  readonly keyword: string;
  readonly written: string;
  readonly words: readonly string[];
}

/** A line that is no setting: quotes that do not end, no value, or more than one where one is taken. */
export interface MalformedLine extends Required<SourcePosition> {
  readonly isMalformed: true;
  /** In small letters, where it begins with a word. */
  readonly keyword?: string;
}

/** The keyword under which a remark of Culvert's own stands among the settings: no setting begins so. */
export const remarkKeyword = (key: string): string => `# culvert: ${key}`;

/** Other names that `readconf.c` knows keywords by. */
const KEYWORD_ALIASES: Readonly<Record<string, string>> = {
  identityfile2: "identityfile",
  dsaauthentication: "pubkeyauthentication",
  skeyauthentication: "challengeresponseauthentication",
  tisauthentication: "challengeresponseauthentication",
  keepalive: "tcpkeepalive",
};

/** The keywords that say how to log in. */
export const AUTH_KEYWORDS = [
  "identityfile",
  "certificatefile",
  "identitiesonly",
  "identityagent",
  "preferredauthentications",
  "passwordauthentication",
  "kbdinteractiveauthentication",
  "challengeresponseauthentication",
  "pubkeyauthentication",
] as const;

/** The keywords that take one word: more on their line are a mistake, most often a blank without quotes, and `ssh` refuses them. */
const ONE_WORD_KEYWORDS: ReadonlySet<string> = new Set([
  "hostname",
  "port",
  "user",
  ...AUTH_KEYWORDS,
  "revokedhostkeys",
  "clearallforwardings",
  "gatewayports",
  "hostkeyalias",
]);

/** Read the lines one by one as OpenSSH's `readconf.c` does: `Keyword value`, `Keyword=value`, quotes, remarks. */
export function* parseConfigLines(text: string, file: string): Generator<ConfigDirective | MalformedLine> {
  for (const [index, content] of text.split(/\r\n?|\n/).entries()) {
    const at = { file, line: index + 1 };
    const line = content.trim();
    const remark = parseComment(content);
    if (remark !== undefined) yield { ...at, keyword: remarkKeyword(remark.key), written: line, words: [remark.value] };
    if (line === "" || line.startsWith("#")) continue;
    const [, quoted, plain, rest = ""] = /^(?:"([^"]*)"|([^\s="]+))(?:\s*=\s*|\s+|(?=")|$)(.*)$/s.exec(line) ?? [];
    const written = quoted ?? plain;
    const words = splitWords(rest);
    const keyword = keywordOf(written ?? "");
    const isWrong = words === undefined || words.length === 0 || (words.length > 1 && ONE_WORD_KEYWORDS.has(keyword));
    if (written === undefined) yield { ...at, isMalformed: true };
    else if (isWrong) yield { ...at, isMalformed: true, keyword };
    else yield { ...at, keyword, written, words };
  }
}

function keywordOf(written: string): string {
  const keyword = written.toLowerCase();
  return Object.hasOwn(KEYWORD_ALIASES, keyword) ? (KEYWORD_ALIASES[keyword] ?? keyword) : keyword;
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
