/** Changes to a list that is never changed in place. */
export const replaceAt = <T>(list: readonly T[], place: number, entry: T): readonly T[] => list.with(place, entry);

export const withoutAt = <T>(list: readonly T[], place: number): readonly T[] => list.toSpliced(place, 1);

/** The entry one place up or down; the list itself where there is no such place. */
export function moved<T>(list: readonly T[], place: number, by: -1 | 1): readonly T[] {
  const entry = list[place];
  const other = list[place + by];
  return entry === undefined || other === undefined ? list : list.with(place, other).with(place + by, entry);
}
