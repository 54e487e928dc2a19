import { utf8Of } from "./byte-text.js";

/** Whether a name asks for several: `*.txt`. Clients' `mget` sends it on with NLST, and servers have always taken it. */
export const isPattern = (name: string): boolean => /[*?[]/.test(name);

/** No file system has names this long. Characters. */
const LONGEST = 1024;

/** What one sign of a pattern stands for: one character of a set, or any number of any. */
type Sign = ((character: string) => boolean) | "any number";

/**
 * Which names fit a shell's pattern of `*`, `?` and `[a-z]`; a leading dot must be written. A `?` is one character of a
 * name in UTF-8, else one byte. Each takes name times pattern
 * at most: a regular expression made of `*a*a*a*` could take for ever.
 */
export function fitting(pattern: string): (name: string) => boolean {
  if (pattern.length > LONGEST) return (name) => name === pattern;
  const text = utf8Of(pattern);
  const signs = signsOf(pattern);
  const signsOfText = text === undefined ? undefined : signsOf(text);
  return (name) => {
    if (name === pattern) return true;
    if (name.startsWith(".") && !pattern.startsWith(".")) return false;
    const nameText = signsOfText === undefined ? undefined : utf8Of(name);
    return nameText === undefined || signsOfText === undefined ? fits(Array.from(name), signs) : fits(Array.from(nameText), signsOfText);
  };
}

function fits(characters: readonly string[], signs: readonly Sign[]): boolean {
  let [at, sign] = [0, 0];
  let star: { readonly sign: number; at: number } | undefined; // the latest one, and how far it reaches
  while (at < characters.length) {
    const wanted = signs[sign];
    if (wanted === "any number") star = { sign: ++sign, at };
    else if (wanted?.(characters[at] ?? "") === true) [at, sign] = [at + 1, sign + 1];
    else if (star !== undefined) [at, sign] = [++star.at, star.sign];
    else return false;
  }
  return signs.slice(sign).every((left) => left === "any number");
}

function signsOf(pattern: string): Sign[] {
  const signs: Sign[] = [];
  for (let rest = pattern; rest !== "";) {
    const set = /^\[(!?)([^\]]{1,255})\]/u.exec(rest);
    const [first = ""] = rest;
    signs.push(set !== null ? inSet(set[2] ?? "", set[1] !== "!") : first === "*" ? "any number" : first === "?" ? () => true : (character) => character === first);
    rest = rest.slice(set?.[0].length ?? first.length);
  }
  return signs;
}

/** `a-z_`: single characters and ranges of them; a range from behind holds nothing. */
function inSet(set: string, isIn: boolean): Sign {
  const ranges = [...set.matchAll(/([^])-([^])|([^])/gu)].map(([, from, to, one]) => [from ?? one ?? "", to ?? one ?? ""] as const);
  return (character) => ranges.some(([from, to]) => character >= from && character <= to) === isIn;
}
