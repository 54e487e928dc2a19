/**
 * Texts of somebody else's, a server's, a file's or a profile's, made fit to be shown: on a terminal they must not steer
 * it (ECMA-48), in a log not look like lines of its own, and nowhere turn round what stands beside them (Unicode UAX #9,
 * "Trojan Source").
 */

/** C0 but for tab and line feed, DEL, C1, the marks that set a direction of writing, line and paragraph separators, the byte order mark. */
const UNPRINTABLE = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/g;

/** A text that may have several lines: LF ends them, and so does CR LF. */
export const printableText = (text: string): string => text.replace(/\r\n/g, "\n").replace(UNPRINTABLE, "");

/** A text on one line: whatever could end it is a blank. */
export const printableLine = (text: string): string =>
  text.replace(/[\t\r\n\x0b\x0c\x85\u2028\u2029]+/g, " ").replace(UNPRINTABLE, "");

/** Plain data with every text in it, keys aside, made fit to be shown; itself where it is so already. @param fit one of the two above */
export function printableFields<T>(data: T, fit: (text: string) => string = printableLine): T {
  const walk = (value: unknown): unknown => {
    if (typeof value === "string") return fit(value);
    if (typeof value !== "object" || value === null) return value;
    const changed = Object.entries(value).flatMap(([key, inner]) => {
      const fitted = walk(inner);
      return fitted === inner ? [] : [[key, fitted] as const];
    });
    if (changed.length === 0) return value;
    return Object.assign(Array.isArray(value) ? [...(value as unknown[])] : { ...value }, Object.fromEntries(changed));
  };
  return walk(data) as T;
}

/** JSON that reads back as the same, and has no character in it that would steer a terminal. */
export const printableJson = (value: unknown): string =>
  JSON.stringify(value).replace(UNPRINTABLE, (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`);
