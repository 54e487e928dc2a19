const INITIAL_BYTES = 2 << 20;
const WORTHWHILE_GAIN = 1.15;
/** On a shorter path the first allowance is enough for any speed. */
const LONG_PATH_MS = 5;

/**
 * How many bytes of a transfer may be asked for or sent before their answers have come.
 *
 * What a path needs is its speed times its delay, and its speed is not known: the allowance begins at 2 MiB, and on a long
 * path it is sized as TCP's receivers size their windows (dynamic right-sizing; Fisk and Feng, 2001): twice what was answered
 * in a round trip, so that it doubles for as long as it is what holds the transfer back. It doubles as well behind a round
 * that was clearly faster than any before: where a busy server answers later than the path alone would, the shortest round
 * trip tells too little. It never shrinks, and nothing stops its growth for good. On a short path it stays small, which is
 * also what the processor's caches like.
 */
export class InFlightLimit {
  #bytes: number;
  #acknowledged = 0;
  #roundStartedAt: number;
  #bestSpeed = 0;

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

  /** So many bytes have been answered. @param roundTrip to the server and back, the shortest that was seen; milliseconds */
  acknowledged(bytes: number, now: number, roundTrip: number): void {
    if (roundTrip < LONG_PATH_MS) return;
    this.#acknowledged += bytes;
    const elapsed = now - this.#roundStartedAt;
    if (elapsed < roundTrip) return;
    const speed = this.#acknowledged / elapsed;
    const isFaster = speed > this.#bestSpeed * WORTHWHILE_GAIN;
    const wanted = isFaster ? this.#bytes * 2 : 2 * speed * roundTrip;
    this.#bestSpeed = Math.max(this.#bestSpeed, speed);
    this.#bytes = Math.max(this.#bytes, Math.min(wanted, this.maximum()));
    this.#acknowledged = 0;
    this.#roundStartedAt = now;
  }
}
