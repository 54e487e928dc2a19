/** Rows of cells as lines of text, each column as wide as its widest cell. */
export function formatColumns(rows: readonly (readonly string[])[]): string[] {
  const widths: number[] = [];
  for (const row of rows)
    row.forEach((cell, column) => (widths[column] = Math.max(widths[column] ?? 0, widthOf(cell))));
  return rows.map((row) =>
    row
      .map((cell, column) => cell + " ".repeat((widths[column] ?? 0) - widthOf(cell)))
      .join("  ")
      .trimEnd(),
  );
}

/**
 * Cells as a table within a width: columns give way in the order of `expendable`, and where that is not enough each row is a line
 * of its own, its cells two blanks apart.
 *
 * @param rows the head first @param expendable indexes of columns, the least important first
 * @returns the lines of each row
 */
export function fitColumns(
  rows: readonly (readonly string[])[],
  width: number,
  expendable: readonly number[],
  wrap: (cells: readonly string[]) => readonly string[],
): readonly (readonly string[])[] {
  for (let given = 0; given <= expendable.length; given++) {
    const gone = new Set(expendable.slice(0, given));
    const lines = formatColumns(rows.map((row) => row.filter((_, column) => !gone.has(column))));
    if (lines.every((line) => widthOf(line) <= width)) return lines.map((line) => [line]);
  }
  const gone = new Set(expendable);
  return rows.map((row, index) =>
    index === 0 ? [] : wrap(row.filter((cell, column) => !gone.has(column) && cell !== "")),
  );
}

/** Chinese, Japanese and Korean signs take two cells on a terminal. */
export const isWide = (character: string): boolean =>
  /[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]/u.test(
    character,
  );

/** The cells that a text takes on a terminal. */
export const widthOf = (text: string): number =>
  Array.from(text, (character): number => (isWide(character) ? 2 : 1)).reduce((sum, width) => sum + width, 0);

/** As much of a line as fits into so many cells. */
export function truncate(line: string, maxWidth: number): string {
  let width = 0;
  const characters = Array.from(line);
  const end = characters.findIndex((character) => (width += widthOf(character)) > maxWidth);
  return end === -1 ? line : characters.slice(0, end).join("");
}
