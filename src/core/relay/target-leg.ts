import type { Channel } from "ssh2";
import { isPositive, isPreliminary, MalformedReply, takeReplies, type FtpReply } from "../ftp/reply.js";
import type { DataConnection } from "./data-connection.js";

/** One command that waits for its reply, or the relay's own answer to one, in the order of the replies to come. */
export interface Exchange {
  readonly verb: string;
  /** The relay answers this one itself, once those before it have been answered. */
  readonly own?: FtpReply;
  /** The data connection of a transfer. */
  readonly data?: DataConnection;
  /** The relay asked: the client does not hear the answer. */
  readonly take?: (answer: FtpReply) => void;
}

/** What happens on a target leg, told in the order of the commands; the next is told when the last has been dealt with. */
export interface TargetLegListener {
  /** @param exchange nothing for a reply that answers no command */
  answered(answer: FtpReply, exchange: Exchange | undefined): void | Promise<void>;
  /** What answers does not speak FTP. @param line the first line that is none */
  malformed(line: string): void;
  ended(): void;
}

/** The target's side of a control connection: commands go out, and each reply finds the command that it answers. */
export class TargetLeg {
  readonly #waiting: Exchange[] = [{ verb: "" }]; // the greeting answers no command
  #received = "";
  #told: Promise<void> = Promise.resolve();

  constructor(private readonly channel: Channel, private readonly listener: TargetLegListener) {
    channel.on("data", (chunk: Buffer) => this.#take(chunk.toString("latin1")));
    channel.on("end", () => this.#tell(() => listener.ended()));
  }

  /** @returns whether more may be sent at once; else `drain` will tell */
  send(exchange: Exchange, raw: string): boolean {
    this.#waiting.push(exchange);
    return this.channel.write(raw, "latin1");
  }

  /** A question of the relay's own. @returns its final reply */
  ask(verb: string): Promise<FtpReply> {
    return new Promise((take) => this.send({ verb, take }, `${verb}\r\n`));
  }

  /** An answer that needs no target, told when its turn comes. */
  answer(own: FtpReply): void {
    this.#waiting.push({ verb: "", own });
    this.#tell(() => this.#tellOwn());
  }

  #take(text: string): void {
    try {
      const { replies, rest } = takeReplies(this.#received + text);
      this.#received = rest;
      for (const answer of replies) this.#tell(() => this.#answered(answer));
    } catch (thrown) {
      if (!(thrown instanceof MalformedReply)) throw thrown;
      this.channel.removeAllListeners("data").resume();
      this.#tell(() => this.listener.malformed(thrown.line));
    }
  }

  async #answered(answer: FtpReply): Promise<void> {
    const exchange = this.#exchangeFor(answer);
    if (exchange?.take === undefined) await this.listener.answered(answer, exchange);
    else if (!isPreliminary(answer)) exchange.take(answer);
    this.#tellOwn();
  }

  /**
   * The exchange that a reply belongs to: the oldest, which a final reply ends. A STAT during a transfer is answered
   * before the transfer is (RFC 959, section 4.1.3), and a reply that cannot answer the relay's own question is the client's.
   */
  #exchangeFor(answer: FtpReply): Exchange | undefined {
    const [oldest] = this.#waiting;
    if (oldest === undefined || isPreliminary(answer)) return oldest;
    if (oldest.take !== undefined && isPositive(answer) && answer.code !== 227 && answer.code !== 229) return undefined;
    const isStatus = answer.code >= 211 && answer.code <= 213;
    const stat = oldest.data !== undefined && isStatus ? this.#waiting.findIndex(({ verb }) => verb === "STAT") : -1;
    return this.#waiting.splice(Math.max(stat, 0), 1)[0];
  }

  #tellOwn(): void {
    while (this.#waiting[0]?.own !== undefined) {
      const exchange = this.#waiting.shift();
      if (exchange?.own !== undefined) void this.listener.answered(exchange.own, undefined);
    }
  }

  #tell(act: () => void | Promise<void>): void {
    this.#told = this.#told.then(act);
  }
}
