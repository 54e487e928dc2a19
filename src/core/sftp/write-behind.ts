import type { InFlightLimit } from "./in-flight-limit.js";
import type { SecondUploadChannel } from "./second-upload-channel.js";
import type { SftpFile } from "./sftp-file.js";
import { SFTP_STATUS, SftpError } from "./status-codes.js";

/** On a shorter path one channel is as fast as the line. Milliseconds to the server and back. */
const LONG_PATH_MS = 20;
/** On its way to a longer store a second channel saves more time than its opening takes. Bytes. */
const LONG_UPLOAD_BYTES = 8 << 20;
/** A line that carries so much in a round trip is held back by a channel's window of 2 MiB; on a slower one, more would only wait elsewhere. Bytes. */
const FAST_LINE_BYTES = 1 << 20;
/** The first channel's bytes that may wait for their turn: what it carries in a round trip, and somewhat more. */
const MAX_QUEUED_BYTES = 3 << 20;

/** What is to be written, and where. */
export interface WriteOptions {
  readonly file: SftpFile;
  /** Of the first byte, from 0. */
  readonly offset: number;
  /** Whether the file ends there, so that its size tells how much of this was written. */
  readonly isAtEnd: boolean;
  /** Cuts it to so many bytes, when it is closed. */
  readonly truncate: (size: number) => Promise<void>;
  readonly inFlightLimit: InFlightLimit;
  /** Milliseconds. */
  readonly now: () => number;
  /** Asked at most once; what it lends is closed here. */
  readonly openSecondChannel: () => Promise<SecondUploadChannel | undefined>;
}

/** A write that waits until all before it in the file are on their way. */
interface QueuedWrite {
  readonly offset: number;
  readonly length: number;
  readonly by: "first" | "second";
  /** Sends it to the file; not there yet while the bytes are on their way to the second channel's hidden file. */
  send: (() => Promise<void>) | undefined;
}

/**
 * Writes a stream of bytes to a file with many writes under way, and tells truthfully whether all of them were taken.
 * Where one channel's window is what holds a long store back, every other write goes by a second one. Into the file they
 * go in its order all the same, so a lost link leaves no hole in it; and what a refused write leaves behind it is cut
 * off, so that REST may go on where the file ends.
 */
export class WriteBehind {
  readonly #queue: QueuedWrite[] = [];
  /** When the first bytes came. */
  #startedAt: number | undefined;
  #accepted = 0;
  #inFlightBytes = 0;
  #queuedBytes = 0;
  #second: SecondUploadChannel | undefined;
  #hasAsked = false;
  #last: QueuedWrite["by"] = "first";
  /** Why nothing is written any more. */
  #failure: { readonly thrown: unknown } | undefined;
  /** The first byte that a write has failed for. */
  #failedOffset = Number.POSITIVE_INFINITY;
  #waiters: (() => void)[] = [];

  constructor(private readonly options: WriteOptions) {}

  /** Take bytes; resolves when more may come. The bytes may be changed then. @throws SftpError as soon as a write has failed */
  async write(bytes: Buffer): Promise<void> {
    const { write: most } = this.options.file.maxSizes;
    for (let from = 0; from < bytes.length; from += most) {
      await this.#until(() => !this.#isFull);
      this.#writeChunk(bytes.subarray(from, from + most));
    }
  }

  /** Close the file behind the last write. Resolves when the server has taken every byte and closed it. @throws SftpError */
  async finish(): Promise<void> {
    await this.#until(() => this.#queue.length === 0);
    const closed = this.options.file.close(); // sent at once: servers answer in order, and a round trip is saved
    closed.catch(() => undefined);
    await this.#until(() => this.#inFlightBytes === 0);
    await closed;
  }

  /** Write no more, whether it is finished or broken off. */
  release(): void {
    const { file, isAtEnd, truncate } = this.options;
    this.#fail(new SftpError(SFTP_STATUS.invalidHandle, ""));
    this.#second?.close();
    file.release();
    if (isAtEnd && this.#failedOffset < Number.POSITIVE_INFINITY) truncate(this.#failedOffset).catch(() => undefined);
  }

  #writeChunk(bytes: Buffer): void {
    this.#startedAt ??= this.options.now();
    const offset = this.options.offset + this.#accepted;
    this.#accepted += bytes.length;
    this.#inFlightBytes += bytes.length;
    const second = this.#secondForNext();
    this.#last = second === undefined ? "first" : "second";
    if (second !== undefined) this.#writeBySecond(Buffer.from(bytes), offset, second);
    else if (this.#queue.length === 0) this.#track(offset, bytes.length, this.options.file.write(bytes, offset));
    else this.#queueUp(Buffer.from(bytes), offset);
    this.#considerSecond();
  }

  #queueUp(bytes: Buffer, offset: number): void {
    this.#queuedBytes += bytes.length;
    this.#queue.push({ offset, length: bytes.length, by: "first", send: () => this.options.file.write(bytes, offset) });
  }

  #writeBySecond(bytes: Buffer, offset: number, second: SecondUploadChannel): void {
    const { file } = this.options;
    const { length } = bytes;
    const queued: QueuedWrite = { offset, length, by: "second", send: undefined };
    this.#queue.push(queued);
    second
      .stage(bytes)
      .then(
        (hiddenOffset) => {
          queued.send = () => second.copy(hiddenOffset, length, file, offset);
        },
        () => {
          queued.send = () => file.write(bytes, offset);
        }, // the hidden file is full, or its channel has ended: nothing is lost by that
      )
      .finally(() => this.#sendReady());
  }

  #sendReady(): void {
    for (let [next] = this.#queue; this.#failure === undefined && next?.send !== undefined; [next] = this.#queue) {
      this.#queue.shift();
      if (next.by === "first") this.#queuedBytes -= next.length;
      this.#track(next.offset, next.length, next.send());
    }
    this.#wake();
  }

  #track(offset: number, length: number, answered: Promise<void>): void {
    answered.then(
      () => {
        this.#inFlightBytes -= length;
        this.options.inFlightLimit.acknowledged(length, this.options.now(), this.options.file.roundTrip);
        this.#wake();
      },
      (thrown: unknown) => {
        this.#failedOffset = Math.min(this.#failedOffset, offset);
        this.#fail(thrown);
      },
    );
  }

  get #isFull(): boolean {
    return (
      this.#inFlightBytes >= this.options.inFlightLimit.bytes ||
      (this.#inFlightBytes > 0 && this.#isFirstFull && this.#second?.hasRoom !== true)
    );
  }

  get #isFirstFull(): boolean {
    return this.options.file.isBackedUp || this.#queuedBytes >= MAX_QUEUED_BYTES;
  }

  /** The channels alternate as long as both can take something. */
  #secondForNext(): SecondUploadChannel | undefined {
    if (this.#second?.hasRoom !== true) return undefined;
    return this.#last === "first" || this.#isFirstFull ? this.#second : undefined;
  }

  #considerSecond(): void {
    const { file, isAtEnd, now } = this.options;
    if (
      this.#hasAsked ||
      !isAtEnd ||
      this.#accepted < LONG_UPLOAD_BYTES ||
      !file.isBackedUp ||
      file.roundTrip < LONG_PATH_MS
    )
      return;
    const inARoundTrip = ((this.#accepted - this.#inFlightBytes) * file.roundTrip) / (now() - (this.#startedAt ?? 0));
    if (inARoundTrip < FAST_LINE_BYTES) return;
    this.#hasAsked = true;
    this.#openSecond().catch((thrown: unknown) => this.#fail(thrown));
  }

  /** Not for what has no size, as a device: nothing would show there whether a copy was done. */
  async #openSecond(): Promise<void> {
    const { size = 0 } = await this.options.file.stat();
    if (size <= this.options.offset) return;
    const lent = await this.options.openSecondChannel();
    if (this.#failure === undefined) this.#second = lent;
    else lent?.close();
    this.#wake();
  }

  #fail(thrown: unknown): void {
    this.#failure ??= { thrown };
    this.#wake();
  }

  #wake(): void {
    for (const wake of this.#waiters.splice(0)) wake();
  }

  /** @throws what a write has failed with */
  async #until(isSo: () => boolean): Promise<void> {
    while (this.#failure === undefined && !isSo()) await new Promise<void>((resolve) => this.#waiters.push(resolve));
    if (this.#failure !== undefined) throw this.#failure.thrown;
  }
}
