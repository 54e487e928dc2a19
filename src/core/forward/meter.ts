import type { Traffic } from "../../shared/status/tunnel-state.js";

const SPEED_OVER_MS = 1_000;

/** Counts the connections of one forward, and the bytes that pass through them. */
export class Meter {
  #up = 0;
  #down = 0;
  #open = 0;
  #total = 0;
  #mark = { at: 0, up: 0, down: 0 };
  #speed: Traffic = { up: 0, down: 0 };

  /** @param passed told each time that bytes or connections have been counted */
  constructor(private readonly passed: () => void) {}

  up(bytes: number): void {
    this.#up += bytes;
    this.passed();
  }

  down(bytes: number): void {
    this.#down += bytes;
    this.passed();
  }

  opened(): void {
    this.#open++;
    this.#total++;
    this.passed();
  }

  closed(): void {
    this.#open--;
    this.passed();
  }

  get connections(): { open: number; total: number } {
    return { open: this.#open, total: this.#total };
  }

  get bytes(): Traffic {
    return { up: this.#up, down: this.#down };
  }

  /** Bytes a second over at least the last second. @param now milliseconds since 1970 */
  speed(now: number): Traffic {
    const elapsed = now - this.#mark.at;
    if (elapsed >= SPEED_OVER_MS) {
      const perSecond = (bytes: number) => Math.round((bytes * 1_000) / elapsed);
      this.#speed = this.#mark.at === 0 ? { up: 0, down: 0 } : { up: perSecond(this.#up - this.#mark.up), down: perSecond(this.#down - this.#mark.down) };
      this.#mark = { at: now, up: this.#up, down: this.#down };
    }
    return this.#speed;
  }
}
