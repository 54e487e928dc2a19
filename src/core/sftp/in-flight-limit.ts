const INITIAL_BYTES = 2 << 20;
const MIN_ROUND_MS = 4;
const WORTHWHILE_GAIN = 1.15;
/** On a shorter path the first allowance is enough for any speed. */
const LONG_PATH_MS = 5;

/**
 * How many bytes of a transfer may be asked for or sent before their answers have come.
 *
 * What a path needs is its speed times its delay, and its speed is not known: the allowance begins at 2 MiB, and on a
 * long path it doubles after each turn (as many bytes answered as it allows) that was clearly faster than any before,
 * until the path is full. On a short one it stays small, which is also what the processor's caches like.
 */
export class InFlightLimit {
  #bytes: number;
  #acknowledged = 0;
  #roundStartedAt: number;
  #bestSpeed = 0;
  #roundsWithoutGain = 0;

  /** @param maximum the most bytes at this moment, asked each time @param now milliseconds, by a clock that nobody sets */
  constructor(
    private readonly maximum: () => number,
    now: number,
  ) {
    this.#bytes = Math.min(INITIAL_BYTES, maximum());
    this.#roundStartedAt = now;
  }

  get bytes(): number {
    return Math.min(this.#bytes, this.maximum());
  }

  /** So many bytes have been answered. @param roundTrip milliseconds to the server and back */
  acknowledged(bytes: number, now: number, roundTrip: number): void {
    if (roundTrip < LONG_PATH_MS) return;
    this.#acknowledged += bytes;
    const elapsed = now - this.#roundStartedAt;
    if (this.#acknowledged < this.#bytes || elapsed < MIN_ROUND_MS) return;
    const speed = this.#acknowledged / elapsed;
    const isFaster = speed > this.#bestSpeed * WORTHWHILE_GAIN;
    this.#bestSpeed = Math.max(this.#bestSpeed, speed);
    this.#roundsWithoutGain = isFaster ? 0 : this.#roundsWithoutGain + 1;
    if (this.#roundsWithoutGain < 2) this.#bytes = Math.min(this.#bytes * 2, this.maximum());
    this.#acknowledged = 0;
    this.#roundStartedAt = now;
  }
}
