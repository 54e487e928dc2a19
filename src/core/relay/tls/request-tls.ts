import type { Channel } from "ssh2";
import { FailureError, type Failure } from "../../../shared/status/failure.js";
import { formatEndpoint } from "../../../shared/words/words.js";
import type { Endpoint } from "../../../shared/profile/endpoint.js";
import type { Clock } from "../../environment.js";
import { isPreliminary, MalformedReplyError, printableExcerpt, type FtpReply } from "../../ftp/reply.js";
import { ReplyReader, SETTLE_LIMIT_MS } from "../../ftp/reply-reader.js";

/** How long a server may take to greet, which may look the client's name up first, and to answer. Milliseconds. */
const REPLY_LIMIT_MS = 60_000;
/** Replies in the clear above this many are no answer to anything. */
const MAX_CLEAR_REPLIES = 10;

/** A server that is ready for the first byte of TLS. */
export interface GrantedTls {
  /** What it said first, to the byte. */
  readonly greeting: string;
  /** By `AUTH SSL`, which servers from before RFC 4217 know, and which means that data are in TLS too. */
  readonly isBySsl: boolean;
}

/**
 * Ask for TLS on a control connection that nothing was read of yet: the greeting, then `AUTH TLS`, or `AUTH SSL` where the
 * server knows that alone (RFC 4217 section 4). The channel is paused afterwards.
 *
 * Whatever came in the clear behind the server's yes is an attack: it would be read as if it had come in TLS (RFC 4217
 * section 15; CVE-2011-0411 and its kin of 2021).
 *
 * @throws Failed `ftp.tls-refused`, `ftp.tls-failed`, `ftp.not-ftp`
 */
export async function requestTls(channel: Channel, target: Endpoint, clock: Clock): Promise<GrantedTls> {
  const replies = new ClearReplies(channel, formatEndpoint(target), clock);
  try {
    let greeting = await replies.next();
    while (isPreliminary(greeting)) greeting = await replies.next(); // 120: ready in a while
    let refusal = greeting;
    for (const mechanism of greeting.code === 421 ? [] : ["TLS", "SSL"]) {
      channel.write(`AUTH ${mechanism}\r\n`);
      let answer = await replies.next();
      while (answer.code === 220 || isPreliminary(answer)) answer = await replies.next(); // the rest of a greeting in two replies
      if (answer.code === 234) {
        replies.expectNothingMore();
        return { greeting: replies.beforeGreeting + greeting.raw, isBySsl: mechanism === "SSL" };
      }
      refusal = answer;
      if (answer.code === 421) break;
    }
    throw new FailureError({
      code: "ftp.tls-refused",
      target: formatEndpoint(target),
      said: printableExcerpt(refusal.raw),
    });
  } finally {
    replies.stop();
  }
}

/** The replies that come before TLS, one at a time. */
class ClearReplies {
  readonly #reader = new ReplyReader();
  readonly #waiting: FtpReply[] = [];
  #count = 0;
  /** Bytes that came, and those of them that replies were made of. */
  #received = 0;
  #understood = 0;
  #failure: Failure | undefined;
  #wake: () => void = () => undefined;
  #cancelSettle: () => void = () => undefined;
  readonly #onData = (chunk: Buffer) => {
    this.#received += chunk.length;
    this.#read(() => this.#reader.push(chunk.toString("latin1")));
  };
  readonly #onEnd = () => {
    this.#read(() => this.#reader.end());
    this.#fail({ code: "ftp.tls-failed", target: this.target, cause: "closed", detail: "" });
  };
  /** Lines without a code that came before the greeting, to the byte. */
  beforeGreeting = "";

  constructor(
    private readonly channel: Channel,
    private readonly target: string,
    private readonly clock: Clock,
  ) {
    channel.on("data", this.#onData);
    channel.once("end", this.#onEnd).once("close", this.#onEnd);
  }

  /** @throws Failed */
  async next(): Promise<FtpReply> {
    const cancelTimeout = this.clock.setTimeout(REPLY_LIMIT_MS, () =>
      this.#fail({ code: "ftp.tls-failed", target: this.target, cause: "timed-out", detail: "" }),
    );
    try {
      for (;;) {
        const reply = this.#waiting.shift();
        if (reply !== undefined) return reply;
        if (this.#failure !== undefined) throw new FailureError(this.#failure);
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
      }
    } finally {
      cancelTimeout();
    }
  }

  /** @throws Failed where something came behind the reply that was read last */
  expectNothingMore(): void {
    if (this.#waiting.length > 0 || this.#received > this.#understood || this.channel.readableLength > 0)
      throw new FailureError({ code: "ftp.tls-failed", target: this.target, cause: "injected", detail: "" });
  }

  stop(): void {
    this.#cancelSettle();
    this.channel.pause();
    this.channel.off("data", this.#onData).off("end", this.#onEnd).off("close", this.#onEnd);
  }

  #read(read: () => ReturnType<ReplyReader["push"]>): void {
    this.#cancelSettle();
    try {
      for (const heard of read()) {
        this.#understood += heard.raw.length;
        if (heard.kind === "reply") this.#waiting.push(heard);
        else if (this.#count === 0) {
          this.beforeGreeting += heard.raw; // the reader bounds it
          continue;
        }
        if (++this.#count > MAX_CLEAR_REPLIES) this.#onEnd();
      }
      if (this.#reader.isUndecided)
        this.#cancelSettle = this.clock.setTimeout(SETTLE_LIMIT_MS, () => this.#read(() => this.#reader.settle()));
    } catch (thrown) {
      if (!(thrown instanceof MalformedReplyError)) throw thrown;
      this.#fail({ code: "ftp.not-ftp", target: this.target, heard: thrown.line });
    }
    this.#wake();
  }

  #fail(failure: Failure): void {
    this.#failure ??= failure;
    this.#wake();
  }
}
