import type { Clock } from "../environment.js";

/** A time limit on waiting for the other side, that stands still while the user is asked. */
export class Patience {
  #stop: () => void = () => undefined;
  #isOver = false;

  constructor(private readonly clock: Clock, private readonly milliseconds: number, private readonly exhausted: () => void) {}

  /** Begin to wait anew. */
  restart(): void {
    this.#stop();
    if (!this.#isOver) this.#stop = this.clock.after(this.milliseconds, this.exhausted);
  }

  stop(): void {
    this.#stop();
  }

  /** There is nothing more to wait for: whoever comes late restarts nothing. */
  end(): void {
    this.#isOver = true;
    this.#stop();
  }
}
