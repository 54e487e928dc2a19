/** The latest call of each name, done or under way. */
const latest = new Map<string, Promise<unknown>>();

/**
 * Run what bears one name in this process one after the other, in the order of the calls, whatever becomes of the one before.
 *
 * @returns what the callback gives @throws what it throws
 */
export async function runSerially<T>(name: string, callback: () => Promise<T>): Promise<T> {
  const run = (latest.get(name) ?? Promise.resolve()).then(callback, callback);
  latest.set(name, run);
  try {
    return await run;
  } finally {
    if (latest.get(name) === run) latest.delete(name);
  }
}
