const SHORTEST_MS = 1_000;
const LONGEST_MS = 60_000;

/**
 * How long to wait before an attempt: from one second, doubling to a minute, with up to a quarter less by chance,
 * so that many tunnels to one gateway do not all knock at once.
 *
 * @param attempt the attempt to come, counted from 1 since the link was last up
 * @param chance from 0 to 1
 * @returns milliseconds
 */
export function retryDelay(attempt: number, chance: number): number {
  const longest = Math.min(LONGEST_MS, SHORTEST_MS * 2 ** (attempt - 1));
  return Math.round(longest * (1 - chance / 4));
}
