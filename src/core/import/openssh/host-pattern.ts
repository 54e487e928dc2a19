import { matchesGlob, type WorkBudget } from "../../../shared/text/glob.js";

/** Whether a name fits a `Host` line: one of its patterns, and none of those with a `!`. */
export function matchesHostLine(name: string, patterns: readonly string[], budget: WorkBudget): boolean {
  let isIn = false;
  for (const pattern of patterns) {
    const isNot = pattern.startsWith("!");
    if (!matchesGlob(name, isNot ? pattern.slice(1) : pattern, { budget })) continue;
    if (isNot) return false;
    isIn = true;
  }
  return isIn;
}

/** Whether it names one host and no more. */
export const isPlainName = (pattern: string): boolean => !/[*?!]/.test(pattern);
