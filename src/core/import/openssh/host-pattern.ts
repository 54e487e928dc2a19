/** No sensible pattern or host name is longer. */
const LONGEST = 1_024;

/** What work may still cost, in steps of some nanoseconds; below nothing it is given up. */
export interface Effort {
  left: number;
}

/** Whether a name fits OpenSSH's pattern: `*` stands for any text, `?` for one character. In time of their lengths multiplied. */
export function fits(name: string, pattern: string, effort: Effort = { left: Number.POSITIVE_INFINITY }): boolean {
  if (name.length > LONGEST || pattern.length > LONGEST) return false;
  let [at, star, kept] = [0, -1, 0];
  let place = 0;
  effort.left -= 3;
  while (place < name.length) {
    if (--effort.left < 0) return false;
    const sign = pattern.charAt(at);
    if (sign === "*") {
      star = at++;
      kept = place;
    } else if (sign === "?" || (sign !== "" && sign === name.charAt(place))) {
      at++;
      place++;
    } else if (star >= 0) {
      at = star + 1;
      place = ++kept;
    } else {
      return false;
    }
  }
  while (pattern.charAt(at) === "*") at++;
  return at === pattern.length;
}

/** Whether a name fits a `Host` line: one of its patterns, and none of those with a `!`. */
export function fitsHostLine(name: string, patterns: readonly string[], effort: Effort): boolean {
  let isIn = false;
  for (const pattern of patterns) {
    const isNot = pattern.startsWith("!");
    if (!fits(name, isNot ? pattern.slice(1) : pattern, effort)) continue;
    if (isNot) return false;
    isIn = true;
  }
  return isIn;
}

/** Whether it names one host and no more. */
export const isPlainName = (pattern: string): boolean => !/[*?!]/.test(pattern);
