/** Text for a manual page: what troff would take for an order of its own is shielded. */
export const roff = (text: string): string =>
  text
    .replaceAll("\\", "\\e")
    .replaceAll("-", "\\-")
    .replace(/^([.'])/gm, "\\&$1");

export const section = (title: string, ...lines: readonly string[]): string[] => [`.SH ${title}`, ...lines];

/** A list's entry: what it is about in bold, and a paragraph. */
export const entry = (about: string, says: string): string[] => [".TP", `.B ${roff(about)}`, roff(says)];

export const paragraph = (text: string): string[] => [".PP", roff(text)];
