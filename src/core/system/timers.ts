import type { Clock } from "../environment.js";

/** Timers that end together, with the thing that they belong to. */
export class Timers {
  readonly #cancels = new Set<() => void>();

  constructor(private readonly clock: Clock) {}

  /** Call once after so many milliseconds. @returns ends the waiting; safe to call twice */
  set(milliseconds: number, callback: () => void): () => void {
    const cancelTimeout = this.clock.setTimeout(milliseconds, () => {
      this.#cancels.delete(cancel);
      callback();
    });
    const cancel = () => {
      this.#cancels.delete(cancel);
      cancelTimeout();
    };
    this.#cancels.add(cancel);
    return cancel;
  }

  cancelAll(): void {
    for (const cancel of this.#cancels) cancel();
  }
}
