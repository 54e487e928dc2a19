import type { PendingTransfers } from "../../shared/status/tunnel-state.js";
import type { Environment } from "../environment.js";

/** How often it is looked whether they are done, and how long their last replies may take to arrive. Milliseconds. */
const POLL_INTERVAL_MS = 100;
const FINAL_REPLY_MS = 500;

/** What they belong to. */
interface DrainOwner {
  /** Let nothing new begin. */
  drain(): void;
  /** How many are under way. */
  count(): number;
  /** To be told to people. */
  onWaiting(waitsFor: PendingTransfers): void;
}

/** Waits for the transfers under way when a tunnel closes: until all are done, until the time is over, or until told not to. */
export class TransferDrain {
  #abort = new AbortController();

  constructor(
    private readonly environment: Pick<Environment, "clock" | "settings">,
    private readonly owner: DrainOwner,
  ) {}

  async wait(): Promise<void> {
    const { clock, settings } = this.environment;
    const { signal } = (this.#abort = new AbortController());
    const limit = settings().closeSeconds * 1000;
    const [until, end] = [clock.now() + limit, clock.elapsed() + limit];
    const isOver = () => signal.aborted || clock.elapsed() >= end;
    let transfers = this.owner.count();
    if (transfers === 0 || isOver()) return;

    this.owner.drain();
    while (transfers > 0 && !isOver()) {
      this.owner.onWaiting({ transfers, until });
      await this.#sleep(POLL_INTERVAL_MS, signal);
      transfers = this.owner.count();
    }
    if (transfers === 0) await this.#sleep(FINAL_REPLY_MS, signal);
  }

  /** Wait no longer. */
  endNow(): void {
    this.#abort.abort();
  }

  #sleep(milliseconds: number, signal: AbortSignal): Promise<void> {
    if (signal.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const settle = () => {
        stop();
        signal.removeEventListener("abort", settle);
        resolve();
      };
      const stop = this.environment.clock.setTimeout(milliseconds, settle);
      signal.addEventListener("abort", settle);
    });
  }
}
