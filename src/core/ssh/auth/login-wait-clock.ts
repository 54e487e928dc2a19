import type { LoginWait } from "../../../shared/status/tunnel-state.js";
import type { Clock } from "../../environment.js";

/** How often it is told; what takes less is told not at all. Milliseconds. */
const TELL_INTERVAL_MS = 5_000;

/** Tells how long a login has waited for one who takes their time: a server that asks a telephone, an agent that is locked. */
export class LoginWaitClock {
  #cancel: () => void = () => undefined;
  #isTold = false;

  /** @param onWait told nothing once the waiting is over */
  constructor(
    private readonly clock: Clock,
    private readonly onWait: (wait: LoginWait | undefined) => void,
  ) {}

  begin(waitsFor: LoginWait["for"]): void {
    this.end();
    this.#tellLater(waitsFor, this.clock.elapsed());
  }

  end(): void {
    this.#cancel();
    if (!this.#isTold) return;
    this.#isTold = false;
    this.onWait(undefined);
  }

  #tellLater(waitsFor: LoginWait["for"], since: number): void {
    this.#cancel = this.clock.setTimeout(TELL_INTERVAL_MS, () => {
      this.#isTold = true;
      this.onWait({ for: waitsFor, seconds: Math.round((this.clock.elapsed() - since) / 1000) });
      this.#tellLater(waitsFor, since);
    });
  }
}
