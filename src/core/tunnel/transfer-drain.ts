import type { LastTransfers as WaitsFor } from "../../shared/status/tunnel-state.js";
import type { Outside } from "../environment.js";

/** How often it is looked whether they are done, and how long their last replies may take to arrive. Milliseconds. */
const LOOK_EVERY_MS = 100;
const AFTERMATH_MS = 500;

/** What they belong to. */
interface Owner {
  /** Let nothing new begin. */
  windDown(): void;
  /** How many are under way. */
  count(): number;
  /** To be told to people. */
  waits(waitsFor: WaitsFor): void;
}

/** Waits for the transfers under way when a tunnel closes: until all are done, until the time is over, or until told not to. */
export class LastTransfers {
  #hurry = new AbortController();

  constructor(private readonly outside: Pick<Outside, "clock" | "settings">, private readonly owner: Owner) {}

  async pass(): Promise<void> {
    const { clock, settings } = this.outside;
    const { signal } = this.#hurry = new AbortController();
    const until = clock.now() + settings().closeSeconds * 1000;
    const isOver = () => signal.aborted || clock.now() >= until;
    let transfers = this.owner.count();
    if (transfers === 0 || isOver()) return;

    this.owner.windDown();
    while (transfers > 0 && !isOver()) {
      this.owner.waits({ transfers, until });
      await this.#pause(LOOK_EVERY_MS, signal);
      transfers = this.owner.count();
    }
    if (transfers === 0) await this.#pause(AFTERMATH_MS, signal);
  }

  /** Wait no longer. */
  endNow(): void {
    this.#hurry.abort();
  }

  #pause(milliseconds: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const settle = () => {
        stop();
        signal.removeEventListener("abort", settle);
        resolve();
      };
      const stop = this.outside.clock.after(milliseconds, settle);
      signal.addEventListener("abort", settle);
    });
  }
}
