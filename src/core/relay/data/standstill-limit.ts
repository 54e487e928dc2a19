import type { WatchedData } from "./delivery-watch.js";

/**
 * The one wait of a data connection that is bounded at a time: for its client, for its transfer's command, or, once that is
 * limited, for bytes to pass.
 */
export class StandstillLimit {
  /** How long it may stand still, once that is limited: for a client that comes late, too. Milliseconds. */
  #limitMs: number | undefined;
  #cancelTimeout: () => void = () => undefined;

  /** @param onStandstill called where nothing has passed for as long as it may, and no byte waits for the client */
  constructor(
    private readonly data: WatchedData,
    private readonly onStandstill: () => void,
  ) {}

  /** Wait for something else than bytes, and no longer than this. */
  wait(milliseconds: number, onTimeout: () => void): void {
    this.cancel();
    this.#cancelTimeout = this.data.clock.setTimeout(milliseconds, onTimeout);
  }

  /** From the moment that the client is there, limit it by so much. */
  limitOnceJoined(milliseconds: number): void {
    this.#limitMs = milliseconds;
  }

  /** The client is there. @returns whether it was limited for that moment */
  joined(): boolean {
    if (this.#limitMs === undefined) return false;
    this.limit(this.#limitMs);
    return true;
  }

  /** It may stand still for so long, from now on. */
  limit(milliseconds: number): void {
    this.#limitMs = milliseconds;
    const before = this.data.passed();
    this.wait(milliseconds, () => {
      if (this.data.passed() === before && !this.data.isClientBehind()) this.onStandstill();
      else this.limit(milliseconds);
    });
  }

  /** A transfer begins, which has limits of its own. */
  lift(): void {
    this.cancel();
    this.#limitMs = undefined;
  }

  /** Wait no more. */
  cancel(): void {
    this.#cancelTimeout();
  }
}
