import type { Traffic } from "../../shared/status/tunnel-state.js";

const SPEED_WINDOW_MS = 1_000;

/** Counts the connections of one forward, and the bytes that pass through them. */
export class TrafficMeter {
  #up = 0;
  #down = 0;
  #open = 0;
  #total = 0;
  #lastSample = { at: 0, up: 0, down: 0 };
  #speed: Traffic = { up: 0, down: 0 };

  /** @param onTraffic told each time that bytes or connections have been counted */
  constructor(private readonly onTraffic: () => void) {}

  countUp(bytes: number): void {
    this.#up += bytes;
    this.onTraffic();
  }

  countDown(bytes: number): void {
    this.#down += bytes;
    this.onTraffic();
  }

  connectionOpened(): void {
    this.#open++;
    this.#total++;
    this.onTraffic();
  }

  connectionClosed(): void {
    this.#open--;
    this.onTraffic();
  }

  get connections(): { open: number; total: number } {
    return { open: this.#open, total: this.#total };
  }

  get bytes(): Traffic {
    return { up: this.#up, down: this.#down };
  }

  /** Bytes a second over at least the last second. @param now milliseconds since 1970 */
  speed(now: number): Traffic {
    const elapsed = now - this.#lastSample.at;
    if (elapsed < 0) {
      this.#lastSample = { at: now, up: this.#up, down: this.#down }; // the clock was set back
    } else if (elapsed >= SPEED_WINDOW_MS) {
      const perSecond = (bytes: number) => Math.round((bytes * 1_000) / elapsed);
      this.#speed =
        this.#lastSample.at === 0
          ? { up: 0, down: 0 }
          : { up: perSecond(this.#up - this.#lastSample.up), down: perSecond(this.#down - this.#lastSample.down) };
      this.#lastSample = { at: now, up: this.#up, down: this.#down };
    }
    return this.#speed;
  }
}
