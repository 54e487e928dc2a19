import type { Clock } from "../../environment.js";
import { ReplyReader, SETTLE_LIMIT_MS, type Heard } from "../../ftp/reply-reader.js";
import { isPreliminary, type FtpReply } from "../../ftp/reply.js";
import type { ClosableStream } from "../../net/tls/stream-bytes.js";

/** How long an FTP server may think about one command: some wait for seconds after a wrong password. Milliseconds. */
const REPLY_TIMEOUT_MS = 15_000;

/** How long it may think about QUIT. Milliseconds. */
const GOODBYE_TIMEOUT_MS = 2_000;

/** Nothing came in time, or the server hung up instead of answering. */
export class NoReplyError extends Error {
  constructor(readonly reason: "timed-out" | "ended") {
    super(reason);
  }
}

/** One control connection that asks one question at a time; `close` it, whatever came of it. */
export class ProbeControlConnection {
  #reader = new ReplyReader();
  #stopSettling: () => void = () => undefined;
  readonly #replies: FtpReply[] = [];
  #failure: unknown;
  #wake: () => void = () => undefined;

  #stream: ClosableStream;

  constructor(
    stream: ClosableStream,
    private readonly clock: Clock,
  ) {
    this.#stream = stream.on("error", () => undefined);
    this.#listen(stream);
  }

  /** Let another stream carry the control connection from here on, made of this one: TLS on top of it. What came before it in the clear is forgotten. */
  async replaceStream(wrap: (stream: ClosableStream) => Promise<ClosableStream>): Promise<void> {
    this.#stream.off("data", this.#onData).off("end", this.#onEnd).off("close", this.#onEnd);
    this.#stopSettling();
    this.#reader = this.#reader.next();
    this.#replies.length = 0;
    this.#stream = await wrap(this.#stream);
    this.#listen(this.#stream);
  }

  #listen(stream: ClosableStream): void {
    stream
      .on("data", this.#onData)
      .on("error", () => undefined)
      .on("end", this.#onEnd)
      .on("close", this.#onEnd);
  }

  readonly #onData = (chunk: Buffer) => this.#handleData(() => this.#reader.push(chunk.toString("latin1")));
  readonly #onEnd = () => this.#fail(new NoReplyError("ended"));

  /** The greeting; a server may ask for patience first (120). @throws NoReplyError, MalformedReplyError */
  greeting(): Promise<FtpReply> {
    return this.finalReply();
  }

  /** Send one command. @returns its final reply @throws NoReplyError, MalformedReplyError */
  request(line: string): Promise<FtpReply> {
    this.#writeLine(line);
    return this.finalReply();
  }

  /** Send one command. @returns its first reply; `final` has to follow a preliminary one @throws NoReplyError, MalformedReplyError */
  send(line: string): Promise<FtpReply> {
    this.#writeLine(line);
    return this.#nextReply(REPLY_TIMEOUT_MS);
  }

  /** The reply that ends what was begun. @param limit of each reply on the way to it, in milliseconds @throws NoReplyError, MalformedReplyError */
  async finalReply(limit = REPLY_TIMEOUT_MS): Promise<FtpReply> {
    let reply = await this.#nextReply(limit);
    while (isPreliminary(reply)) reply = await this.#nextReply(limit);
    return reply;
  }

  #writeLine(line: string): void {
    this.#stream.write(`${line}\r\n`, "latin1");
  }

  /** The next reply, which may be a preliminary one. */
  async #nextReply(limit: number): Promise<FtpReply> {
    if (this.#replies.length === 0 && this.#failure === undefined) {
      await new Promise<void>((resolve) => {
        const cancelTimeout = this.clock.setTimeout(limit, () => this.#fail(new NoReplyError("timed-out")));
        this.#wake = () => {
          cancelTimeout();
          resolve();
        };
      });
    }
    const reply = this.#replies.shift();
    if (reply === undefined) throw this.#failure;
    return reply;
  }

  /** Say goodbye and wait for a moment that it is heard, since a server may ban whoever hangs up in silence; then break it off. */
  async quit(): Promise<void> {
    this.#writeLine("QUIT");
    await this.#nextReply(GOODBYE_TIMEOUT_MS).catch(() => undefined);
    this.close();
  }

  /** Break it off. Safe to call twice. */
  close(): void {
    this.#stopSettling();
    this.#fail(new NoReplyError("ended"));
    this.#stream.resume().destroy();
  }

  /** What comes after a trouble is dropped: a late reply would be taken for the next question's. */
  #handleData(read: () => readonly Heard[]): void {
    this.#stopSettling();
    if (this.#failure !== undefined) return;
    try {
      this.#replies.push(...read().filter((heard) => heard.kind === "reply"));
      if (this.#replies.length > 0) this.#wake();
      if (this.#reader.isUndecided)
        this.#stopSettling = this.clock.setTimeout(SETTLE_LIMIT_MS, () =>
          this.#handleData(() => this.#reader.settle()),
        );
    } catch (malformed) {
      this.#fail(malformed);
    }
  }

  #fail(error: unknown): void {
    this.#failure ??= error;
    this.#wake();
  }
}
