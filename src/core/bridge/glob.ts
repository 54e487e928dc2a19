import { utf8Of } from "./byte-text.js";

/** Whether a name asks for several: `*.txt`. Clients' `mget` sends it on with NLST, and servers have always taken it. */
export const isGlob = (name: string): boolean => /[*?[]/.test(name);

/** No file system has names this long. Characters. */
const MAX_GLOB_LENGTH = 1024;

/** What one sign of a pattern stands for: one character of a set, or any number of any. */
type GlobToken = ((character: string) => boolean) | "any number";

/**
 * Which names fit a shell's pattern of `*`, `?` and `[a-z]`; a leading dot must be written. A `?` is one character of a
 * name in UTF-8, else one byte. Each takes name times pattern
 * at most: a regular expression made of `*a*a*a*` could take for ever.
 */
export function globMatcher(pattern: string): (name: string) => boolean {
  if (pattern.length > MAX_GLOB_LENGTH) return (name) => name === pattern;
  const text = utf8Of(pattern);
  const tokens = parseGlob(pattern);
  const signsOfText = text === undefined ? undefined : parseGlob(text);
  return (name) => {
    if (name === pattern) return true;
    if (name.startsWith(".") && !pattern.startsWith(".")) return false;
    const nameText = signsOfText === undefined ? undefined : utf8Of(name);
    return nameText === undefined || signsOfText === undefined
      ? matchesTokens(Array.from(name), tokens)
      : matchesTokens(Array.from(nameText), signsOfText);
  };
}

function matchesTokens(characters: readonly string[], tokens: readonly GlobToken[]): boolean {
  let [index, sign] = [0, 0];
  let star: { readonly sign: number; at: number } | undefined; // the latest one, and how far it reaches
  while (index < characters.length) {
    const token = tokens[sign];
    if (token === "any number") star = { sign: ++sign, at: index };
    else if (token?.(characters[index] ?? "") === true) [index, sign] = [index + 1, sign + 1];
    else if (star !== undefined) [index, sign] = [++star.at, star.sign];
    else return false;
  }
  return tokens.slice(sign).every((left) => left === "any number");
}

function parseGlob(pattern: string): GlobToken[] {
  const tokens: GlobToken[] = [];
  for (let rest = pattern; rest !== "";) {
    const set = /^\[(!?)([^\]]{1,255})\]/u.exec(rest);
    const [first = ""] = rest;
    tokens.push(
      set !== null
        ? characterSet(set[2] ?? "", set[1] !== "!")
        : first === "*"
          ? "any number"
          : first === "?"
            ? () => true
            : (character) => character === first,
    );
    rest = rest.slice(set?.[0].length ?? first.length);
  }
  return tokens;
}

/** `a-z_`: single characters and ranges of them; a range from behind holds nothing. */
function characterSet(set: string, isIn: boolean): GlobToken {
  const ranges = [...set.matchAll(/([^])-([^])|([^])/gu)].map(
    ([, from, to, one]) => [from ?? one ?? "", to ?? one ?? ""] as const,
  );
  return (character) => ranges.some(([from, to]) => character >= from && character <= to) === isIn;
}
