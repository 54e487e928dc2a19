/** What steers a terminal or turns the order of the text around: controls of C0 and C1, and Unicode's invisible format characters, marks of direction among them. */
const UNSAFE = /[^\P{C}\t\n]/gu;

/**
 * Somebody else's text, safe to show: its lines stay, whatever steers a terminal or hides its own meaning is taken away.
 *
 * @param maxLength what is longer is cut, with an ellipsis
 */
export function plainText(text: string, maxLength: number): string {
  const lines = text
    .slice(0, 4 * maxLength) // enough where much of it is taken away, and no work for megabytes
    .replace(/\r\n?/g, "\n")
    .replace(UNSAFE, "")
    .split("\n")
    .map((line) => line.trimEnd());
  const plain = lines
    .join("\n")
    .replace(/\n{3,}/g, "\n\n")
    .trim();
  return plain.length > maxLength ? `${plain.slice(0, maxLength).trimEnd()}…` : plain;
}

/** Text of a stranger made safe to show, as one line for a sentence; no longer than `maxLength`, and the sign that something is left out. */
export const plainLine = (text: string, maxLength: number): string => plainText(text, maxLength).replace(/\s+/g, " ");
