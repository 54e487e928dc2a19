import type { Client } from "ssh2";
import { pinger } from "../ssh2-internals/ping.js";

/** A question and its answer cost 100 bytes: no more often than this, however short the path. Milliseconds. */
const MIN_INTERVAL_MS = 50;

/**
 * The round trip to the gateway and back, as it is now: what waits in between, and a machine that is busy, count as much as
 * the distance. Measured while somebody asks for it.
 */
export class RoundTrip {
  readonly #ping: ((answered: () => void) => void) | undefined;
  #shortest = Number.POSITIVE_INFINITY;
  #latest = Number.POSITIVE_INFINITY;
  #askedAt = Number.NEGATIVE_INFINITY;
  #isAsking = false;

  constructor(client: Client) {
    this.#ping = pinger(client);
  }

  /** A question was answered after so many milliseconds; what it asked for may have taken some time of its own. */
  add(milliseconds: number): void {
    this.#shortest = Math.min(this.#shortest, milliseconds);
  }

  /** The shortest that was seen, in milliseconds: the distance, as far as is known. */
  get shortest(): number {
    return this.#shortest;
  }

  /** The latest that was measured, in milliseconds. */
  get latest(): number {
    return Number.isFinite(this.#latest) ? this.#latest : this.#shortest;
  }

  /** The same, while the next is measured: it is at least as long as that takes already. */
  current(): number {
    this.#measure();
    return Math.max(this.latest, this.#isAsking ? performance.now() - this.#askedAt : 0);
  }

  #measure(): void {
    const now = performance.now();
    if (this.#ping === undefined || this.#isAsking || now - this.#askedAt < MIN_INTERVAL_MS) return;
    this.#isAsking = true;
    this.#askedAt = now;
    this.#ping(() => {
      this.#isAsking = false;
      this.#latest = performance.now() - now;
      this.#shortest = Math.min(this.#shortest, this.#latest);
    });
  }
}
