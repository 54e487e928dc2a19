import type { Socket } from "node:net";
import type { TargetStream } from "../../forward/splice-streams.js";
import { isInTls } from "../../net/reset-socket.js";
import type { Clock } from "../../environment.js";
import type { Traffic } from "../../../shared/status/tunnel-state.js";

/** A success waits so long for a client that has not come, or for a server that neither sends nor ends its data. Milliseconds. */
const DELIVERY_LIMIT_MS = 10_000;

/** What a delivery watch asks of the data connection that it watches. */
export interface WatchedData {
  readonly clock: Clock;
  /** Bytes that have passed, both ways together. */
  passed(): number;
  /** Whether bytes wait for a client that lives: then there is no limit but its own. */
  isClientBehind(): boolean;
}

/** Finds out what becomes of a data connection's bytes: whether all are delivered, and whether it was cut or has failed before. */
export class DeliveryWatch {
  #isDelivered = false;
  #isCut = false;
  #hasFailed = false;
  #isGivenUp = false;
  #isWaitedFor = true;
  /** Told of each change that may end a wait. */
  #wake: () => void = () => undefined;

  constructor(private readonly data: WatchedData) {}

  /** All that the server sent has been handed to the client's system, or never will be. */
  get isDelivered(): boolean {
    return this.#isDelivered;
  }

  /** It ended before all bytes had passed, and not by the server's doing. */
  get isCut(): boolean {
    return this.#isCut;
  }

  /** One of its legs could not be made. */
  get hasFailed(): boolean {
    return this.#hasFailed;
  }

  /** No transfer will use it, or go on with it. */
  get isGivenUp(): boolean {
    return this.#isGivenUp;
  }

  /** Whether a success waits for it. */
  get isWaitedFor(): boolean {
    return this.#isWaitedFor;
  }

  cut(): void {
    this.#isCut = true;
  }

  fail(): void {
    this.#hasFailed = true;
    this.#wake();
  }

  giveUp(): void {
    this.#isGivenUp = true;
  }

  /** Nothing more will be delivered than was. */
  end(): void {
    this.#isDelivered = true;
    this.#wake();
  }

  /** No success waits for it any more. */
  stopWaiting(): void {
    this.#isWaitedFor = false;
    this.#wake();
  }

  /**
   * Both legs stand, and are joined after this.
   *
   * @param isTargetInTls then its end has a form of its own, close_notify, and one without is none
   * @param bytes that have passed by now
   */
  watch(socket: Socket, channel: TargetStream, isTargetInTls: boolean, bytes: () => Traffic): void {
    socket
      .once("finish", () => this.end())
      .once("close", () => {
        const { up, down } = bytes();
        this.#isCut ||= isInTls(socket) && !socket.readableEnded && !socket.writableEnded; // no close_notify
        this.#isCut ||=
          socket.errored !== null && ((down > 0 && !socket.writableFinished) || (up > 0 && !socket.readableEnded));
        this.end();
      });
    channel.once("end", () => {
      if (socket.writableLength === 0) this.end();
    }); // the system has it all: the FIN alone is not waited for
    channel.once("close", () => {
      this.#isCut ||= isTargetInTls && !channel.readableEnded && !channel.writableEnded;
    }); // no close_notify, or TLS broke
  }

  /** Bytes go to the client, if it is there. */
  onDown(socket: Socket): void {
    this.#isCut ||= socket.destroyed;
  }

  /** Wait until all is delivered, or nothing can be any more, or nothing has passed for a while that the client is not to blame for. */
  async untilDelivered(): Promise<void> {
    const { data } = this;
    const isDone = () => this.#isDelivered || this.#hasFailed || this.#isGivenUp || !this.#isWaitedFor;
    for (let before = -1; !isDone() && (before !== data.passed() || data.isClientBehind());) {
      before = data.passed();
      await new Promise<void>((resolve) => {
        const stop = data.clock.setTimeout(DELIVERY_LIMIT_MS, resolve);
        this.#wake = () => {
          if (!isDone()) return;
          stop();
          resolve();
        };
      });
    }
  }
}
