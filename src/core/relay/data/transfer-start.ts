import type { Clock } from "../../environment.js";

/** Some servers send no 1xx: their transfers are taken for begun this long after the command. Milliseconds. */
const NO_PRELIMINARY_LIMIT_MS = 500;

/**
 * When the data of a transfer may begin to pass. Bytes, or the client's end, that reach some servers (pyftpdlib) before the
 * command make them drop the data connection.
 */
export class TransferStart {
  #hasBegun = false;
  #cancelTimeout: () => void = () => undefined;
  #resolve: () => void = () => undefined;
  /** Resolves when bytes may pass, or nothing holds back a data connection that is given up. */
  readonly begun = new Promise<void>((resolve) => {
    this.#resolve = resolve;
  });

  constructor(private readonly clock: Clock) {}

  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  /** The command goes to the target. @param onOverdue called where no 1xx comes, which not every server sends */
  commandSent(onOverdue: () => void): void {
    this.#cancelTimeout = this.clock.setTimeout(NO_PRELIMINARY_LIMIT_MS, onOverdue);
  }

  /** The command is to be sent once more. */
  holdBack(): void {
    this.#cancelTimeout();
  }

  /** Let bytes pass. Safe to call twice. */
  begin(): void {
    this.#cancelTimeout();
    this.#hasBegun = true;
    this.#resolve();
  }
}
