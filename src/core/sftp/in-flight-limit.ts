const FIRST = 2 << 20;
const LONG_ENOUGH_MS = 4;
const WORTH_IT = 1.15;
/** On a shorter path the first allowance is enough for any speed. */
const LONG_PATH_MS = 5;

/**
 * How many bytes of a transfer may be asked for or sent before their answers have come.
 *
 * What a path needs is its speed times its delay, and its speed is not known: the allowance begins at 2 MiB, and on a
 * long path it doubles after each turn (as many bytes answered as it allows) that was clearly faster than any before,
 * until the path is full. On a short one it stays small, which is also what the processor's caches like.
 */
export class Allowance {
  #bytes: number;
  #answered = 0;
  #turnBegan: number;
  #best = 0;
  #idleTurns = 0;

  /** @param most the most bytes at this moment, asked each time @param now milliseconds */
  constructor(private readonly most: () => number, now: number) {
    this.#bytes = Math.min(FIRST, most());
    this.#turnBegan = now;
  }

  get bytes(): number {
    return Math.min(this.#bytes, this.most());
  }

  /** So many bytes have been answered. @param roundTrip milliseconds to the server and back */
  answered(bytes: number, now: number, roundTrip: number): void {
    if (roundTrip < LONG_PATH_MS) return;
    this.#answered += bytes;
    const elapsed = now - this.#turnBegan;
    if (this.#answered < this.#bytes || elapsed < LONG_ENOUGH_MS) return;
    const speed = this.#answered / elapsed;
    const isFaster = speed > this.#best * WORTH_IT;
    this.#best = Math.max(this.#best, speed);
    this.#idleTurns = isFaster ? 0 : this.#idleTurns + 1;
    if (this.#idleTurns < 2) this.#bytes = Math.min(this.#bytes * 2, this.most());
    this.#answered = 0;
    this.#turnBegan = now;
  }
}
