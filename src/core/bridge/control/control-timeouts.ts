import type { Clock } from "../../environment.js";

/** How long a client may take to log in, whatever else it says, and to say anything at all. Milliseconds. */
const LOGIN_TIMEOUT_MS = 60_000;
const IDLE_TIMEOUT_MS = 30 * 60_000;

/** What happens to a client that takes too long. */
export interface ControlTimeoutListener {
  onTimeout(why: string): void;
}

/** How long one client is waited for: to log in, and to say something. */
export class ControlTimeouts {
  #isLoggingIn = false;
  #cancelIdle: () => void = () => undefined;
  #cancelLogin: () => void = () => undefined;

  constructor(
    private readonly clock: Clock,
    private readonly listener: ControlTimeoutListener,
  ) {
    this.startIdle();
    this.startLogin();
  }

  /** Nothing is under way: the client is to say something. */
  startIdle(): void {
    this.#cancelIdle();
    this.#cancelIdle = this.clock.setTimeout(IDLE_TIMEOUT_MS, () =>
      this.listener.onTimeout("Nothing was said for a long time."),
    );
  }

  stopIdle(): void {
    this.#cancelIdle();
  }

  /** The client is to log in, from the beginning or anew. */
  startLogin(): void {
    this.#cancelLogin();
    this.#cancelLogin = this.clock.setTimeout(LOGIN_TIMEOUT_MS, () => {
      if (this.#isLoggingIn) this.startLogin();
      else this.listener.onTimeout("Nobody has logged in for a minute.");
    });
  }

  stopLogin(): void {
    this.#cancelLogin();
  }

  /** A login that is under way has limits of its own. */
  setLoggingIn(isLoggingIn: boolean): void {
    this.#isLoggingIn = isLoggingIn;
  }
}
