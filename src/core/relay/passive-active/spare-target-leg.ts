import type { Channel } from "ssh2";
import { FailureError, type Failure } from "../../../shared/status/failure.js";

/** How a spare connection's target leg is made. */
interface SpareTargetLegTask {
  /** Open a channel to a port of the server's. */
  readonly openDataChannel: (port: number) => Promise<Channel>;
  /** What it means where the server named no port. */
  readonly refusal: () => Failure;
  /** The server has closed it unused, or refused it. */
  readonly onLost: () => void;
}

/** The target's leg of a spare connection, watched for its end until a transfer uses it. */
export class SpareTargetLeg {
  readonly #channel: Promise<Channel>;
  #isNamed = false;
  #isLost = false;
  #isUsed = false;
  #isClosed = false;
  #stopWatching: () => void = () => undefined;
  /** Resolves once the server has named its port, and the channel to it is asked for; or has refused. */
  readonly named: Promise<void>;

  constructor(
    port: Promise<number | undefined>,
    private readonly task: SpareTargetLegTask,
  ) {
    const opening = port.then((number) => {
      this.#isNamed = true;
      if (number === undefined) throw new FailureError(task.refusal());
      return { channel: task.openDataChannel(number) };
    });
    this.#channel = opening.then(({ channel }) => channel);
    this.named = opening.then(
      () => undefined,
      () => this.#lose(),
    );
    this.#channel.then(
      (channel) => this.#watch(channel),
      () => this.#lose(),
    );
  }

  get isNamed(): boolean {
    return this.#isNamed;
  }

  /** Whether it is of no use: closed by the server, or refused. */
  get isLost(): boolean {
    return this.#isLost;
  }

  /** Watch it no more, and carry a transfer by it. */
  use(): Promise<Channel> {
    this.#stopWatching();
    this.#isUsed = true;
    return this.#channel;
  }

  /** Nobody will use it. It is connected and closed even so where its port comes later: pyftpdlib answers 421 where nobody connects. Safe to call twice. */
  close(): void {
    if (this.#isClosed || this.#isUsed) return;
    this.#isClosed = true;
    this.#stopWatching();
    void this.#channel.then(
      (channel) => channel.resume().close(),
      () => undefined,
    );
  }

  #watch(channel: Channel): void {
    if (this.#isClosed || this.#isUsed) return;
    const onEnd = () => this.#lose();
    const onReadable = () => {
      if (channel.readableLength === 0) channel.read(); // the end is told to whoever reads
    };
    channel.on("readable", onReadable).once("end", onEnd).once("close", onEnd);
    this.#stopWatching = () => channel.off("readable", onReadable).off("end", onEnd).off("close", onEnd);
  }

  #lose(): void {
    if (this.#isClosed || this.#isUsed || this.#isLost) return;
    this.#isLost = true;
    this.close();
    this.task.onLost();
  }
}
