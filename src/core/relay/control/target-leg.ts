import type { Clock } from "../../environment.js";
import type { TargetStream } from "../../forward/splice-streams.js";
import { ReplyReader, SETTLE_LIMIT_MS, type Heard } from "../../ftp/reply-reader.js";
import { MalformedReplyError } from "../../ftp/reply.js";
import { unreadInTls } from "../../net/unread-in-tls.js";

/** What happens on a target leg. */
export interface TargetLegListener {
  onHeard(heard: Heard): void;
  /** What answers does not speak FTP; nothing more is read. @param line the first line that is none */
  onMalformed(line: string): void;
  /** It can take commands again. */
  onDrain(): void;
  /** Nothing more will come. */
  onEnd(): void;
}

/** Commands that go out together are held back up to so much of them, since from there on the channel says whether it can take more. Bytes. */
const MAX_GATHERED_BYTES = 8_192;

/** The target's side of a control connection: commands go out, replies come in. */
export class TargetLeg {
  readonly #reader = new ReplyReader();
  #isGathering = false;
  #gathered = "";
  #cancelTimeout: () => void = () => undefined;
  #hasEnded = false;
  /** Resolves when the channel is closed. */
  readonly closed: Promise<void>;

  constructor(
    private readonly channel: TargetStream,
    private readonly listener: TargetLegListener,
    private readonly clock: Clock,
  ) {
    this.closed = new Promise((resolve) => channel.once("close", () => resolve()));
    channel.on("data", (chunk: Buffer) => void this.#read(() => this.#reader.push(chunk.toString("latin1"))));
    channel.on("drain", () => listener.onDrain());
    channel.once("end", () => this.#end());
    void this.closed.then(() => this.#end());
  }

  /** Whether it should be sent nothing more for now. */
  get isFull(): boolean {
    return this.channel.writableNeedDrain;
  }

  /** What waits to be sent, and what has come in TLS and was not read. Bytes. */
  get heldBytes(): number {
    return this.channel.writableLength + this.#gathered.length + unreadInTls(this.channel);
  }

  /** Read on, or wait. */
  read(on: boolean): void {
    if (on) this.channel.resume();
    else this.channel.pause();
  }

  /** Send a line, as latin1, with its line end. */
  write(raw: string): void {
    this.#gathered += raw;
    if (!this.#isGathering || this.#gathered.length >= MAX_GATHERED_BYTES) this.#flush();
  }

  /**
   * Send in one piece, in its order, what is written before `work` returns: a client's commands that came in one packet reach
   * the target in one, and it answers them as it would without a relay. Safe to nest.
   */
  gather(work: () => void): void {
    if (this.#isGathering) return work();
    this.#isGathering = true;
    try {
      work();
    } finally {
      this.#isGathering = false;
      this.#flush();
    }
  }

  /** No command will follow. */
  end(): void {
    this.#flush();
    this.channel.end();
  }

  /** Hear nothing more of it, and close it: another one comes in its place. */
  replace(): void {
    this.#hasEnded = true;
    this.channel.removeAllListeners("data");
    this.close();
  }

  close(): void {
    this.#flush();
    this.#cancelTimeout();
    this.channel.resume(); // ssh2 tells of `close` only behind the last byte
    this.channel.close();
  }

  #flush(): void {
    const raw = this.#gathered;
    this.#gathered = "";
    if (raw !== "" && this.channel.writable) this.channel.write(raw, "latin1");
  }

  /** @returns whether it speaks FTP */
  #read(read: () => readonly Heard[]): boolean {
    this.#cancelTimeout();
    try {
      for (const heard of read()) this.listener.onHeard(heard);
      if (this.#reader.isUndecided)
        this.#cancelTimeout = this.clock.setTimeout(
          SETTLE_LIMIT_MS,
          () => void this.#read(() => this.#reader.settle()),
        );
      return true;
    } catch (thrown) {
      if (!(thrown instanceof MalformedReplyError)) throw thrown;
      this.#hasEnded = true;
      this.channel.removeAllListeners("data").resume();
      this.listener.onMalformed(thrown.line);
      return false;
    }
  }

  #end(): void {
    if (this.#hasEnded) return;
    const speaksFtp = this.#read(() => this.#reader.end());
    this.#cancelTimeout();
    if (!speaksFtp) return;
    this.#hasEnded = true;
    this.listener.onEnd();
  }
}
