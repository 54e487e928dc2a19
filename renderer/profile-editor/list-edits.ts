/** Changes to a list that is never changed in place. */
export const replaceAt = <T>(list: readonly T[], index: number, entry: T): readonly T[] => list.with(index, entry);

export const withoutAt = <T>(list: readonly T[], index: number): readonly T[] => list.toSpliced(index, 1);

/** The entry one place up or down; the list itself where there is no such place. */
export function moveBy<T>(list: readonly T[], index: number, step: -1 | 1): readonly T[] {
  const entry = list[index];
  const other = list[index + step];
  return entry === undefined || other === undefined ? list : list.with(index, other).with(index + step, entry);
}
