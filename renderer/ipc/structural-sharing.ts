/**
 * The new state, in which every part that equals the old one *is* the old one.
 *
 * News come whole and freshly copied; of a thousand rows a handful has changed. With the others kept identical,
 * React and the table skip them. For plain data only: objects, arrays and primitives.
 */
export function shareStructure<T>(before: unknown, now: T): T {
  if (Object.is(before, now)) return now;
  if (!isPlain(before) || !isPlain(now) || Array.isArray(before) !== Array.isArray(now)) return now;

  const names = Object.keys(now);
  const merged: Record<string, unknown> | unknown[] = Array.isArray(now) ? [] : {};
  let isUnchanged = names.length === Object.keys(before).length;
  for (const name of names) {
    const shared = shareStructure(before[name], now[name]);
    (merged as Record<string, unknown>)[name] = shared;
    isUnchanged &&= name in before && Object.is(shared, before[name]);
  }
  return (isUnchanged ? before : merged) as T;
}

const isPlain = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null;
