import type { Allowance } from "./in-flight-limit.js";
import type { SecondChannel } from "./second-upload-channel.js";
import type { SftpFile } from "./sftp-file.js";
import { SFTP_STATUS, SftpRefused } from "./status.js";

/** On a shorter path one channel is as fast as the line. Milliseconds to the server and back. */
const FAR_MS = 20;
/** On its way to a longer store a second channel saves more time than its opening takes. Bytes. */
const LONG_STORE = 8 << 20;
/** A line that carries so much in a round trip is held back by a channel's window of 2 MiB; on a slower one, more would only wait elsewhere. Bytes. */
const FAST_LINE = 1 << 20;
/** The first channel's bytes that may wait for their turn: what it carries in a round trip, and somewhat more. */
const MOST_IN_WAIT = 3 << 20;

/** What is to be written, and where. */
export interface WriteTask {
  readonly file: SftpFile;
  /** Of the first byte, from 0. */
  readonly position: number;
  /** Whether the file ends there, so that its size tells how much of this was written. */
  readonly isAtEnd: boolean;
  /** Cuts it to so many bytes, when it is closed. */
  readonly truncate: (size: number) => Promise<void>;
  readonly allowance: Allowance;
  /** Milliseconds. */
  readonly now: () => number;
  /** Asked at most once; what it lends is closed here. */
  readonly lendSecond: () => Promise<SecondChannel | undefined>;
}

/** A write that waits until all before it in the file are on their way. */
interface Queued {
  readonly position: number;
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
  readonly #queue: Queued[] = [];
  /** When the first bytes came. */
  #began: number | undefined;
  #accepted = 0;
  #underWay = 0;
  #inWait = 0;
  #second: SecondChannel | undefined;
  #hasAsked = false;
  #last: Queued["by"] = "first";
  /** Why nothing is written any more. */
  #failure: { readonly thrown: unknown } | undefined;
  /** The first byte that a write has failed for. */
  #brokenAt = Number.POSITIVE_INFINITY;
  #waiters: (() => void)[] = [];

  constructor(private readonly task: WriteTask) {}

  /** Take bytes; resolves when more may come. The bytes may be changed then. @throws SftpRefused as soon as a write has failed */
  async take(bytes: Buffer): Promise<void> {
    const { write: most } = this.task.file.most;
    for (let from = 0; from < bytes.length; from += most) {
      await this.#until(() => !this.#isFull);
      this.#write(bytes.subarray(from, from + most));
    }
  }

  /** Close the file behind the last write. Resolves when the server has taken every byte and closed it. @throws SftpRefused */
  async finish(): Promise<void> {
    await this.#until(() => this.#queue.length === 0);
    const closed = this.task.file.close(); // sent at once: servers answer in order, and a round trip is saved
    closed.catch(() => undefined);
    await this.#until(() => this.#underWay === 0);
    await closed;
  }

  /** Write no more, whether it is finished or broken off. */
  letGo(): void {
    const { file, isAtEnd, truncate } = this.task;
    this.#fail(new SftpRefused(SFTP_STATUS.invalidHandle, ""));
    this.#second?.close();
    file.letGo();
    if (isAtEnd && this.#brokenAt < Number.POSITIVE_INFINITY) truncate(this.#brokenAt).catch(() => undefined);
  }

  #write(bytes: Buffer): void {
    this.#began ??= this.task.now();
    const position = this.task.position + this.#accepted;
    this.#accepted += bytes.length;
    this.#underWay += bytes.length;
    const second = this.#secondForNext();
    this.#last = second === undefined ? "first" : "second";
    if (second !== undefined) this.#writeBySecond(Buffer.from(bytes), position, second);
    else if (this.#queue.length === 0) this.#sent(position, bytes.length, this.task.file.write(bytes, position));
    else this.#queueUp(Buffer.from(bytes), position);
    this.#askForSecond();
  }

  #queueUp(bytes: Buffer, position: number): void {
    this.#inWait += bytes.length;
    this.#queue.push({ position, length: bytes.length, by: "first", send: () => this.task.file.write(bytes, position) });
  }

  #writeBySecond(bytes: Buffer, position: number, second: SecondChannel): void {
    const { file } = this.task;
    const { length } = bytes;
    const queued: Queued = { position, length, by: "second", send: undefined };
    this.#queue.push(queued);
    second.lay(bytes).then(
      (place) => { queued.send = () => second.copy(place, length, file, position); },
      () => { queued.send = () => file.write(bytes, position); }, // the hidden file is full, or its channel has ended: nothing is lost by that
    ).finally(() => this.#sendReady());
  }

  #sendReady(): void {
    for (let [next] = this.#queue; this.#failure === undefined && next?.send !== undefined; [next] = this.#queue) {
      this.#queue.shift();
      if (next.by === "first") this.#inWait -= next.length;
      this.#sent(next.position, next.length, next.send());
    }
    this.#wake();
  }

  #sent(position: number, length: number, answered: Promise<void>): void {
    answered.then(() => {
      this.#underWay -= length;
      this.task.allowance.answered(length, this.task.now(), this.task.file.roundTrip);
      this.#wake();
    }, (thrown: unknown) => {
      this.#brokenAt = Math.min(this.#brokenAt, position);
      this.#fail(thrown);
    });
  }

  get #isFull(): boolean {
    return this.#underWay >= this.task.allowance.bytes || (this.#underWay > 0 && this.#isFirstFull && this.#second?.hasRoom !== true);
  }

  get #isFirstFull(): boolean {
    return this.task.file.isHeldBack || this.#inWait >= MOST_IN_WAIT;
  }

  /** The channels alternate as long as both can take something. */
  #secondForNext(): SecondChannel | undefined {
    if (this.#second?.hasRoom !== true) return undefined;
    return this.#last === "first" || this.#isFirstFull ? this.#second : undefined;
  }

  #askForSecond(): void {
    const { file, isAtEnd, now } = this.task;
    if (this.#hasAsked || !isAtEnd || this.#accepted < LONG_STORE || !file.isHeldBack || file.roundTrip < FAR_MS) return;
    const inARoundTrip = (this.#accepted - this.#underWay) * file.roundTrip / (now() - (this.#began ?? 0));
    if (inARoundTrip < FAST_LINE) return;
    this.#hasAsked = true;
    this.#borrowSecond().catch((thrown: unknown) => this.#fail(thrown));
  }

  /** Not for what has no size, as a device: nothing would show there whether a copy was done. */
  async #borrowSecond(): Promise<void> {
    const { size = 0 } = await this.task.file.stat();
    if (size <= this.task.position) return;
    const lent = await this.task.lendSecond();
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
