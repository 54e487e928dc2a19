/**
 * Patterns of names, as shells and SSH have them: `*` is any text, `?` one character. What `parseGlob` gives knows sets too,
 * `[a-c]` and `[!a-c]`, as glob(7) has them; a plain string is a pattern without sets, as ssh_config(5) and sshd(8) have them for hosts.
 */
export type Glob = ArrayLike<string | CharacterSet>;
type CharacterSet = (character: string) => boolean;

/** What work may still cost, in steps of some nanoseconds; below nothing it is given up. */
export interface WorkBudget {
  remaining: number;
}

export interface GlobOptions {
  /** Whether a dot at a name's beginning must be written, as it must for a file. */
  readonly hidesDots?: boolean;
  readonly budget?: WorkBudget;
}

/** No file system has names this long, and no sensible pattern or host name is longer. Characters. */
const MAX_LENGTH = 1_024;
const MAX_SET_LENGTH = 256;

/** Whether a name asks for several: `*.txt`. */
export const isGlob = (name: string): boolean => /[*?[]/.test(name);

/** A pattern with sets; a bracket that no other closes is itself. One that is too long for a name is not looked at. */
export function parseGlob(pattern: string): Glob {
  const characters = Array.from(pattern);
  if (characters.length > MAX_LENGTH) return characters; // fits nothing
  const tokens: (string | CharacterSet)[] = [];
  for (let index = 0; index < characters.length; index++) {
    const first = characters[index] ?? "";
    const end = first === "[" ? endOfSet(characters, index) : undefined;
    tokens.push(end === undefined ? first : characterSet(characters.slice(index + 1, end)));
    index = end ?? index;
  }
  return tokens;
}

/** A `]` that comes first in a set is one of its characters. */
function endOfSet(characters: readonly string[], start: number): number | undefined {
  const isNot = ["!", "^"].includes(characters[start + 1] ?? "");
  const end = characters.indexOf("]", start + (isNot ? 3 : 2));
  return end < 0 || end - start > MAX_SET_LENGTH ? undefined : end;
}

/** `a-z_`: single characters and ranges of them; a range from behind holds nothing. */
function characterSet(written: readonly string[]): CharacterSet {
  const isNot = ["!", "^"].includes(written[0] ?? "");
  const ranges = [
    ...written
      .slice(isNot ? 1 : 0)
      .join("")
      .matchAll(/([^])-([^])|([^])/gu),
  ].map(([, from, to, one]) => [from ?? one ?? "", to ?? one ?? ""] as const);
  return (character) => ranges.some(([from, to]) => character >= from && character <= to) !== isNot;
}

/**
 * Whether a name fits a pattern. Only the latest star is ever taken again, so that it takes their lengths multiplied at most;
 * a regular expression made of `*a*a*a*` could take for ever. What is too long for a name fits nothing but itself.
 */
export function matchesGlob(
  name: ArrayLike<string>,
  glob: Glob,
  { hidesDots = false, budget = { remaining: Number.POSITIVE_INFINITY } }: GlobOptions = {},
): boolean {
  if (name.length > MAX_LENGTH || glob.length > MAX_LENGTH) return name === glob;
  if (hidesDots && name[0] === "." && glob[0] !== ".") return false;
  budget.remaining -= 3;
  let [index, token] = [0, 0];
  let star: { readonly token: number; at: number } | undefined; // the latest one, and how far it reaches
  while (index < name.length) {
    if (--budget.remaining < 0) return false;
    const expected = glob[token];
    if (expected === "*") star = { token: ++token, at: index };
    else if (expected !== undefined && fits(name[index] ?? "", expected)) [index, token] = [index + 1, token + 1];
    else if (star !== undefined) [index, token] = [++star.at, star.token];
    else return false;
  }
  while (glob[token] === "*") token++;
  return token === glob.length;
}

const fits = (character: string, expected: string | CharacterSet): boolean =>
  typeof expected === "string" ? expected === "?" || expected === character : expected(character);
