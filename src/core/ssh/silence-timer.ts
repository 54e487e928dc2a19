import type { Clock } from "../environment.js";

/** A time limit on waiting for the other side, that stands still while the user is asked. */
export class SilenceTimer {
  #stop: () => void = () => undefined;
  #isEnded = false;

  constructor(
    private readonly clock: Clock,
    private readonly milliseconds: number,
    private readonly onTimeout: () => void,
  ) {}

  /** Begin to wait anew. */
  restart(): void {
    this.#stop();
    if (!this.#isEnded) this.#stop = this.clock.setTimeout(this.milliseconds, this.onTimeout);
  }

  stop(): void {
    this.#stop();
  }

  /** There is nothing more to wait for: whoever comes late restarts nothing. */
  end(): void {
    this.#isEnded = true;
    this.#stop();
  }
}
