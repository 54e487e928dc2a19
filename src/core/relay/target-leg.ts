import type { Channel } from "ssh2";
import { isPreliminary, LONGEST, MalformedReply, reply, takeReplies, type FtpReply } from "../ftp/reply.js";
import { whoseReply, type Exchange } from "./exchange.js";

/** Above this many commands without an answer, the target is sent no more. */
const MOST_WAITING = 1_000;

/** What happens on a target leg, in the order of the replies; the next is told when the last has been dealt with. */
export interface TargetLegListener {
  /** @param exchange nothing for a reply that answers no command */
  answered(answer: FtpReply, exchange: Exchange | undefined): void | Promise<void>;
  /** A command will not be answered any more. */
  passedOver(exchange: Exchange): void;
  /** What answers does not speak FTP. @param line the first line that is none */
  malformed(line: string): void;
  /** Nothing more will come. */
  ended(): void;
}

/** The target's side of a control connection: commands go out, and each reply finds the command that it answers. */
export class TargetLeg {
  readonly #waiting: Exchange[] = [{ verb: "" }]; // the greeting answers no command
  #received = "";
  /** What is to be told once the listener has dealt with what it was told last. */
  readonly #toTell: (() => void | Promise<void>)[] = [];
  #telling = false;
  /** Bytes of replies that are not told yet. */
  #untold = 0;
  /** Resolves when the channel is closed. */
  readonly closed: Promise<void>;

  constructor(private readonly channel: Channel, private readonly listener: TargetLegListener) {
    this.closed = new Promise((resolve) => channel.once("close", resolve));
    channel.on("data", (chunk: Buffer) => this.#take(chunk.toString("latin1")));
    channel.once("end", () => this.#tell(() => listener.ended()));
    void this.closed.then(() => this.#tell(() => {
      for (const exchange of this.#waiting.splice(0)) this.#giveUp(exchange);
      listener.ended();
    }));
  }

  /** Whether it should be sent nothing more for now; a reply or the channel's `drain` changes that. */
  get isFull(): boolean {
    return this.channel.writableNeedDrain || this.#waiting.length > MOST_WAITING;
  }

  /** Whether a transfer has been sent and not been answered for good. */
  get isTransferring(): boolean {
    return this.#waiting.some(({ data }) => data !== undefined);
  }

  send(exchange: Exchange, raw: string): void {
    this.#waiting.push(exchange);
    this.channel.write(raw, "latin1");
  }

  /** A question of the relay's own. @returns its final reply; 421 where the target goes away */
  ask(verb: string): Promise<FtpReply> {
    return new Promise((take) => this.send({ verb, take }, `${verb}\r\n`));
  }

  /** An answer that needs no target, told when its turn comes. */
  answer(own: FtpReply): void {
    this.#waiting.push({ verb: "", own });
    this.#tell(() => this.#tellOwn());
  }

  /** No command will follow. */
  end(): void {
    this.channel.end();
  }

  close(): void {
    this.channel.resume(); // ssh2 tells of `close` only behind the last byte
    this.channel.close();
  }

  #take(text: string): void {
    try {
      const { replies, rest } = takeReplies(this.#received + text);
      this.#received = rest;
      for (const answer of replies) this.#hold(answer);
    } catch (thrown) {
      if (!(thrown instanceof MalformedReply)) throw thrown;
      this.channel.removeAllListeners("data").resume();
      this.#tell(() => this.listener.malformed(thrown.line));
    }
  }

  /** Keep a reply until those before it are told, and read no further where they are many. */
  #hold(answer: FtpReply): void {
    this.#untold += answer.raw.length;
    if (this.#untold > LONGEST) this.channel.pause();
    this.#tell(() => {
      this.#untold -= answer.raw.length;
      if (this.#untold <= LONGEST) this.channel.resume();
      return this.#answered(answer);
    });
    this.#tell(() => this.#tellOwn());
  }

  #answered(answer: FtpReply): void | Promise<void> {
    const exchange = this.#exchangeFor(answer);
    if (exchange?.take === undefined) return this.listener.answered(answer, exchange);
    if (!isPreliminary(answer)) exchange.take(answer);
  }

  #exchangeFor(answer: FtpReply): Exchange | undefined {
    const { index, passesOver } = whoseReply(answer, this.#waiting);
    if (isPreliminary(answer) || index === -1) return this.#waiting[index];
    const [exchange] = this.#waiting.splice(index, 1);
    if (passesOver) for (const earlier of this.#waiting.splice(0, index)) this.#giveUp(earlier);
    return exchange;
  }

  #giveUp(exchange: Exchange): void {
    exchange.take?.(reply(421, "The server has closed the connection."));
    this.listener.passedOver(exchange);
  }

  /** Tell the relay's own answers whose turn has come. */
  #tellOwn(): void | Promise<void> {
    for (let exchange = this.#waiting[0]; exchange?.own !== undefined; exchange = this.#waiting[0]) {
      this.#waiting.shift();
      const dealtWith = this.listener.answered(exchange.own, exchange);
      if (dealtWith !== undefined) return dealtWith.then(() => this.#tellOwn());
    }
  }

  /** One after the other, and at once where nothing is being dealt with. */
  #tell(act: () => void | Promise<void>): void {
    this.#toTell.push(act);
    if (!this.#telling) this.#tellNext();
  }

  #tellNext(): void {
    this.#telling = true;
    for (let act = this.#toTell.shift(); act !== undefined; act = this.#toTell.shift()) {
      const dealtWith = act();
      if (dealtWith !== undefined) return void dealtWith.then(() => this.#tellNext());
    }
    this.#telling = false;
  }
}
