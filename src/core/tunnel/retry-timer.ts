import type { Failure } from "../../shared/status/failure.js";
import type { Clock } from "../environment.js";
import { Refusals } from "./refusals.js";

/** Waits before the next attempt to open a tunnel, longer the more often its gateway has refused. */
export class RetryTimer {
  readonly #refusals = new Refusals();
  #cancel: () => void = () => undefined;

  /** @param onRetry called when the wait is over */
  constructor(
    private readonly clock: Pick<Clock, "setTimeout">,
    private readonly onRetry: () => void,
  ) {}

  /** The link is up, or the user begins anew: earlier refusals count no more. */
  forgetRefusals(): void {
    this.#refusals.reset();
  }

  /** Whether a login has been refused since the link was last up, or the user began anew. */
  get hasRefusedLogin(): boolean {
    return this.#refusals.hasRefusedLogin;
  }

  /**
   * How long to wait after this failure.
   *
   * @param attempt the attempt to come, counted from 1 since the link was last up
   * @returns milliseconds; nothing where a login stays refused, so that only the user can mend it
   */
  delayAfter(cause: Failure, attempt: number): number | undefined {
    return this.#refusals.delayAfter(cause, attempt, Math.random());
  }

  /** @param delay milliseconds */
  start(delay: number): void {
    this.#cancel = this.clock.setTimeout(delay, this.onRetry);
  }

  cancel(): void {
    this.#cancel();
  }
}
