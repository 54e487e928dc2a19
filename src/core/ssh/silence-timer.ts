import type { Clock } from "../environment.js";

/** A time limit on waiting for the other side, that stands still while the user is asked. */
export class SilenceTimer {
  #stop: () => void = () => undefined;
  #isEnded = false;

  /** @param onChange told whether the other side is waited for now */
  constructor(
    private readonly clock: Clock,
    private milliseconds: number,
    private readonly onTimeout: () => void,
    private readonly onChange: (isWaiting: boolean) => void = () => undefined,
  ) {}

  /** Begin to wait anew. */
  restart(): void {
    if (this.#isEnded) return;
    this.#stop();
    this.#stop = this.clock.setTimeout(this.milliseconds, this.onTimeout);
    this.onChange(true);
  }

  stop(): void {
    this.#stop();
    if (!this.#isEnded) this.onChange(false);
  }

  /** From the next wait on. */
  setLimit(milliseconds: number): void {
    this.milliseconds = milliseconds;
  }

  /** There is nothing more to wait for: whoever comes late restarts nothing. */
  end(): void {
    this.#isEnded = true;
    this.#stop();
  }
}
