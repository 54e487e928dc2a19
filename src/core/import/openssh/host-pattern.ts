/** No sensible pattern or host name is longer. */
const MAX_LENGTH = 1_024;

/** What work may still cost, in steps of some nanoseconds; below nothing it is given up. */
export interface WorkBudget {
  remaining: number;
}

/** Whether a name fits OpenSSH's pattern: `*` stands for any text, `?` for one character. In time of their lengths multiplied. */
export function matchesPattern(
  name: string,
  pattern: string,
  budget: WorkBudget = { remaining: Number.POSITIVE_INFINITY },
): boolean {
  if (name.length > MAX_LENGTH || pattern.length > MAX_LENGTH) return false;
  let [patternIndex, starIndex, retryIndex] = [0, -1, 0];
  let nameIndex = 0;
  budget.remaining -= 3;
  while (nameIndex < name.length) {
    if (--budget.remaining < 0) return false;
    const character = pattern.charAt(patternIndex);
    if (character === "*") {
      starIndex = patternIndex++;
      retryIndex = nameIndex;
    } else if (character === "?" || (character !== "" && character === name.charAt(nameIndex))) {
      patternIndex++;
      nameIndex++;
    } else if (starIndex >= 0) {
      patternIndex = starIndex + 1;
      nameIndex = ++retryIndex;
    } else {
      return false;
    }
  }
  while (pattern.charAt(patternIndex) === "*") patternIndex++;
  return patternIndex === pattern.length;
}

/** Whether a name fits a `Host` line: one of its patterns, and none of those with a `!`. */
export function matchesHostLine(name: string, patterns: readonly string[], budget: WorkBudget): boolean {
  let isIn = false;
  for (const pattern of patterns) {
    const isNot = pattern.startsWith("!");
    if (!matchesPattern(name, isNot ? pattern.slice(1) : pattern, budget)) continue;
    if (isNot) return false;
    isIn = true;
  }
  return isIn;
}

/** Whether it names one host and no more. */
export const isPlainName = (pattern: string): boolean => !/[*?!]/.test(pattern);
