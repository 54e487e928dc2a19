const MIN_DELAY_MS = 1_000;
const MAX_DELAY_MS = 60_000;

/**
 * How long to wait before an attempt: from one second, doubling to a minute, with up to a quarter less by chance,
 * so that many tunnels to one gateway do not all knock at once.
 *
 * @param attempt the attempt to come, counted from 1 since the link was last up
 * @param chance from 0 to 1
 * @returns milliseconds
 */
export function retryDelay(attempt: number, chance: number): number {
  const delayMs = Math.min(MAX_DELAY_MS, MIN_DELAY_MS * 2 ** (attempt - 1));
  return Math.round(delayMs * (1 - chance / 4));
}
