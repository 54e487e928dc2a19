import type { TransferStatus } from "../../../shared/status/tunnel-state.js";
import type { TransferHistory } from "../../activity/transfer-history.js";
import { TrafficMeter } from "../../forward/traffic-meter.js";
import type { ByteCounter } from "../../forward/splice-streams.js";
import { STORE_VERBS } from "../../ftp/command.js";
import type { FtpReply } from "../../ftp/reply.js";

/** Where the bytes and the end of a transfer are told. */
export interface TransferRecordTask {
  /** The row's meter. */
  readonly meter: TrafficMeter;
  readonly transferHistory: TransferHistory;
}

/** What passes through one data connection, as the row tells it while it passes and the history once it has. */
export class TransferRecord {
  readonly #meter = new TrafficMeter(() => undefined);
  #transfer: Pick<TransferStatus, "verb" | "path" | "since" | "size"> | undefined;
  #possibleFinal: FtpReply | undefined;

  constructor(private readonly task: TransferRecordTask) {}

  /** @param argument as latin1 @param since milliseconds since 1970 @param size of what is to pass, where it is known */
  begin(verb: string, argument: string, since: number, size: number | undefined): void {
    const path = Buffer.from(argument, "latin1").toString("utf8");
    this.#transfer = { verb, path, since, ...(size === undefined ? {} : { size }) };
  }

  /** The target has told how much is to pass. */
  expectSize(size: number): void {
    if (this.#transfer !== undefined) this.#transfer = { ...this.#transfer, size };
  }

  /** Of the transfer that has begun and was not told as ended. */
  get verb(): string | undefined {
    return this.#transfer?.verb;
  }

  get isStore(): boolean {
    return this.verb !== undefined && STORE_VERBS.has(this.verb);
  }

  /** Bytes, each way. */
  get bytes(): Readonly<TrafficMeter["bytes"]> {
    return this.#meter.bytes;
  }

  /** Bytes, both ways together. */
  get passed(): number {
    return this.#meter.bytes.up + this.#meter.bytes.down;
  }

  /** What passes; nothing before the transfer has begun, nor after. @param now milliseconds since 1970 */
  status(now: number): TransferStatus | undefined {
    if (this.#transfer === undefined) return undefined;
    const speed = this.#meter.speed(now);
    return { ...this.#transfer, bytes: this.passed, speed: speed.up + speed.down };
  }

  /** Counts for this connection and for the row. @param onDown called with each piece that goes to the client */
  counter(onDown: () => void): ByteCounter {
    const { meter } = this.task;
    return {
      countUp: (bytes) => {
        this.#meter.countUp(bytes);
        meter.countUp(bytes);
      },
      countDown: (bytes) => {
        onDown();
        this.#meter.countDown(bytes);
        meter.countDown(bytes);
      },
    };
  }

  /** A success has come that may be the transfer's, and is told. */
  onPossibleFinal(lastReply: FtpReply): void {
    this.#possibleFinal = lastReply;
  }

  /** Nothing more will be heard of the transfer: it goes to the others that have ended. Safe to call twice. @returns whether there was one */
  end(until: number, isWhole: boolean, lastReply = this.#possibleFinal): boolean {
    const transfer = this.#transfer;
    if (transfer === undefined) return false;
    this.#transfer = this.#possibleFinal = undefined;
    this.task.transferHistory.add({ ...transfer, bytes: this.passed, until, reply: lastReply, isWhole });
    return true;
  }
}
