/** Something that has an id and a name, as profiles have. */
interface Named {
  readonly id: string;
  readonly name: string;
}

/** What was found under an id or a name; nothing where none has it, or a name belongs to several. */
export interface NameMatch<T> {
  readonly match?: T | undefined;
  /** The id that is most like what was asked for. */
  readonly suggestion?: string | undefined;
}

/**
 * What every command that takes the name of a profile finds under it: an id first, then a name; and both again without
 * regard to capitals, where that leads to one alone.
 */
export function findByName<T extends Named>(all: readonly T[], asked: string): NameMatch<T> {
  const exact = all.find(({ id }) => id === asked) ?? all.find(({ name }) => name === asked);
  if (exact !== undefined) return { match: exact };
  const wanted = asked.trim().toLowerCase();
  const alike = all.filter(({ id, name }) => id.toLowerCase() === wanted || name.trim().toLowerCase() === wanted);
  return alike.length === 1 ? { match: alike[0] } : { suggestion: suggest(all, wanted) };
}

/** The id whose own letters, or whose name's, take the fewest changes; nothing where that is more than a third of them. */
function suggest(all: readonly Named[], wanted: string): string | undefined {
  const ranked = all
    .flatMap(({ id, name }) => [id, name].map((text) => ({ id, changes: editDistance(text.toLowerCase(), wanted) })))
    .sort((one, other) => one.changes - other.changes);
  const [best] = ranked;
  return best !== undefined && best.changes <= Math.ceil(wanted.length / 3) ? best.id : undefined;
}

/** Longer words are compared by their beginnings. */
const MAX_LENGTH = 64;

/** How many letters must be put in, taken out, replaced or exchanged with their neighbour (Damerau; optimal string alignment). */
export function editDistance(one: string, other: string): number {
  const [from, to] = [Array.from(one).slice(0, MAX_LENGTH), Array.from(other).slice(0, MAX_LENGTH)];
  const rows: number[][] = [to.map((_, column) => column)];
  rows[0]?.push(to.length);
  const at = (row: number, column: number): number => rows[row]?.[column] ?? 0;
  for (let row = 1; row <= from.length; row++) {
    const distances = [row];
    rows.push(distances);
    for (let column = 1; column <= to.length; column++) {
      const cost = from[row - 1] === to[column - 1] ? 0 : 1;
      let least = Math.min(at(row - 1, column) + 1, at(row, column - 1) + 1, at(row - 1, column - 1) + cost);
      const isSwapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      if (row > 1 && column > 1 && isSwapped) least = Math.min(least, at(row - 2, column - 2) + 1);
      distances.push(least);
    }
  }
  return at(from.length, to.length);
}
