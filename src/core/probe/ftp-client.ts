import type { Duplex } from "node:stream";
import type { Clock } from "../environment.js";
import { ReplyReader, SETTLE_LIMIT_MS, type Heard } from "../ftp/reply-reader.js";
import { isPreliminary, type FtpReply } from "../ftp/reply.js";

/** How long an FTP server may think about one command: some wait for seconds after a wrong password. Milliseconds. */
const REPLY_LIMIT_MS = 15_000;

/** Nothing came in time, or the server hung up instead of answering. */
export class NoReply extends Error {
  constructor(readonly why: "timed-out" | "ended") {
    super(why);
  }
}

/** One control connection that asks one question at a time; `close` it, whatever came of it. */
export class FtpTalk {
  #reader = new ReplyReader();
  #stopSettling: () => void = () => undefined;
  readonly #replies: FtpReply[] = [];
  #trouble: unknown;
  #wake: () => void = () => undefined;

  #stream: Duplex;

  constructor(stream: Duplex, private readonly clock: Clock) {
    this.#stream = stream.on("error", () => undefined);
    this.#hear(stream);
  }

  /** Let another stream carry the talk from here on, made of this one: TLS on top of it. What came before it in the clear is forgotten. */
  async goOnThrough(wrapped: (stream: Duplex) => Promise<Duplex>): Promise<void> {
    this.#stream.off("data", this.#onData).off("end", this.#onEnd).off("close", this.#onEnd);
    this.#stopSettling();
    this.#reader = this.#reader.next();
    this.#replies.length = 0;
    this.#stream = await wrapped(this.#stream);
    this.#hear(this.#stream);
  }

  #hear(stream: Duplex): void {
    stream.on("data", this.#onData).on("error", () => undefined).on("end", this.#onEnd).on("close", this.#onEnd);
  }

  readonly #onData = (chunk: Buffer) => this.#take(() => this.#reader.push(chunk.toString("latin1")));
  readonly #onEnd = () => this.#fail(new NoReply("ended"));

  /** The greeting; a server may ask for patience first (120). @throws NoReply, MalformedReply */
  greeting(): Promise<FtpReply> {
    return this.final();
  }

  /** Send one command. @returns its final reply @throws NoReply, MalformedReply */
  ask(line: string): Promise<FtpReply> {
    this.#send(line);
    return this.final();
  }

  /** Send one command. @returns its first reply; `final` has to follow a preliminary one @throws NoReply, MalformedReply */
  begin(line: string): Promise<FtpReply> {
    this.#send(line);
    return this.#next(REPLY_LIMIT_MS);
  }

  /** The reply that ends what was begun. @param limit of each reply on the way to it, in milliseconds @throws NoReply, MalformedReply */
  async final(limit = REPLY_LIMIT_MS): Promise<FtpReply> {
    let reply = await this.#next(limit);
    while (isPreliminary(reply)) reply = await this.#next(limit);
    return reply;
  }

  #send(line: string): void {
    this.#stream.write(`${line}\r\n`, "latin1");
  }

  /** The next reply, which may be a preliminary one. */
  async #next(limit: number): Promise<FtpReply> {
    if (this.#replies.length === 0 && this.#trouble === undefined) {
      await new Promise<void>((resolve) => {
        const stopLimit = this.clock.after(limit, () => this.#fail(new NoReply("timed-out")));
        this.#wake = () => { stopLimit(); resolve(); };
      });
    }
    const reply = this.#replies.shift();
    if (reply === undefined) throw this.#trouble;
    return reply;
  }

  /** Break it off. Safe to call twice. */
  close(): void {
    this.#stopSettling();
    this.#fail(new NoReply("ended"));
    this.#stream.resume().destroy();
  }

  /** What comes after a trouble is dropped: a late reply would be taken for the next question's. */
  #take(read: () => readonly Heard[]): void {
    this.#stopSettling();
    if (this.#trouble !== undefined) return;
    try {
      this.#replies.push(...read().filter((heard) => heard.kind === "reply"));
      if (this.#replies.length > 0) this.#wake();
      if (this.#reader.isUndecided) this.#stopSettling = this.clock.after(SETTLE_LIMIT_MS, () => this.#take(() => this.#reader.settle()));
    } catch (malformed) {
      this.#fail(malformed);
    }
  }

  #fail(trouble: unknown): void {
    this.#trouble ??= trouble;
    this.#wake();
  }
}
