import type { WatchedData } from "./delivery-watch.js";

/** Bytes of a client that has connected wait so long for the command of its transfer, which may be a verb that the relay does not know. Milliseconds. */
const UNKNOWN_TRANSFER_LIMIT_MS = 2_000;
/** After a refusal the server may end the data itself, for as long as some pass within this time. Milliseconds. */
const REFUSED_LIMIT_MS = 2_000;
/** A client whose control connection has ended may be a moment behind with the data connection of its last command. Milliseconds. */
const LAST_CLIENT_LIMIT_MS = 5_000;
/** After ABOR the server may end data itself that no client has come for, for so long: an end that comes first is a whole, empty file to it. Milliseconds. */
const ABORTED_LIMIT_MS = 1_000;
/** How long a data connection may stand still that nothing waits for any more. Milliseconds. */
const LEAVING_LIMIT_MS = 60_000;

/**
 * How long a data connection may wait outside a transfer that the server still answers: for its client, for its transfer's
 * command, or for bytes to pass. One of these waits is bounded at a time, the latest.
 */
export class DataTimeLimit {
  /** How long it may stand still, once that is limited: for a client that comes late, too. Milliseconds. */
  #standstillMs: number | undefined;
  #isOver = false;
  #cancelTimeout: () => void = () => undefined;

  /** @param onStandstill called where nothing has passed for as long as it may, and no byte waits for the client */
  constructor(
    private readonly data: WatchedData,
    private readonly onStandstill: () => void,
  ) {}

  /** The client is there. @param onUnknownTransfer called where no command of a transfer comes for it */
  clientJoined(onUnknownTransfer: () => void): void {
    if (this.#standstillMs === undefined) this.#wait(UNKNOWN_TRANSFER_LIMIT_MS, onUnknownTransfer);
    else this.#limitStandstill(this.#standstillMs);
  }

  /** A transfer begins, which has limits of its own. */
  transferBegins(): void {
    this.cancel();
    this.#standstillMs = undefined;
  }

  /** ABOR, and the client is not there. */
  aborted(onTimeout: () => void): void {
    this.#wait(ABORTED_LIMIT_MS, onTimeout);
  }

  /** The transfer's final reply is told, or its control connection has ended: nothing waits for the data any more. */
  transferEnded(isRefused = false): void {
    if (this.#isOver) this.cancel();
    else this.#limitStandstill(isRefused ? REFUSED_LIMIT_MS : LEAVING_LIMIT_MS);
  }

  /** The control connection has ended before the client of its last command came. @param onAbsent called where it does not come; without it, the wait of before goes on */
  awaitLastClient(onAbsent?: () => void): void {
    this.#standstillMs = LEAVING_LIMIT_MS;
    if (onAbsent !== undefined) this.#wait(LAST_CLIENT_LIMIT_MS, onAbsent);
  }

  /** Wait no more. */
  cancel(): void {
    this.#cancelTimeout();
  }

  /** The data connection is over, and will stand still. */
  end(): void {
    this.#isOver = true;
    this.cancel();
  }

  #wait(milliseconds: number, onTimeout: () => void): void {
    this.cancel();
    this.#cancelTimeout = this.data.clock.setTimeout(milliseconds, onTimeout);
  }

  #limitStandstill(milliseconds: number): void {
    this.#standstillMs = milliseconds;
    const before = this.data.passed();
    this.#wait(milliseconds, () => {
      if (this.data.passed() === before && !this.data.isClientBehind()) this.onStandstill();
      else this.#limitStandstill(milliseconds);
    });
  }
}
