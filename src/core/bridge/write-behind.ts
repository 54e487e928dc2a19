import { SFTP_STATUS, SftpRefused } from "../ssh/sftp/status.js";
import type { Allowance } from "./allowance.js";
import type { SecondChannel } from "./second-channel.js";
import type { SftpFile } from "./sftp-file.js";

/** On a shorter path one channel is as fast as the line. Milliseconds to the server and back. */
const FAR_MS = 20;
/** On its way to a longer store a second channel saves more time than its opening takes. Bytes. */
const LONG_STORE = 8 << 20;
/** The first channel's bytes that may wait for their turn: what it carries in a round trip, and somewhat more. */
const MOST_IN_WAIT = 3 << 20;

/** A write that waits until all before it in the file are on their way. */
interface Turn {
  readonly bytes: number;
  readonly by: "first" | "second";
  /** Sends it to the file; not there yet while the bytes are on their way to the second channel's hidden file. */
  send: (() => Promise<void>) | undefined;
}

/**
 * Writes a stream of bytes to a file with many writes under way, and tells truthfully whether all of them were taken.
 * Where one channel's window is what holds a long store back, every other write goes by a second one; into the file they
 * go in its order all the same, so whatever breaks, it has no hole.
 */
export class WriteBehind {
  readonly #turns: Turn[] = [];
  #taken = 0;
  #underWay = 0;
  #inWait = 0;
  #second: SecondChannel | "not asked for" | "asked for" = "not asked for";
  #last: Turn["by"] = "first";
  /** Why nothing is written any more. */
  #failure: { readonly thrown: unknown } | undefined;
  #wake: () => void = () => undefined;

  /**
   * @param position of the first byte, from 0
   * @param lendSecond asked at most once; what it lends is closed here
   */
  constructor(
    private readonly file: SftpFile, private readonly position: number, private readonly allowance: Allowance, private readonly now: () => number,
    private readonly lendSecond: (file: SftpFile) => Promise<SecondChannel | undefined>,
  ) {}

  /** Take bytes; resolves when more may come. The bytes may be changed then. @throws SftpRefused as soon as a write has failed */
  async take(bytes: Buffer): Promise<void> {
    for (let from = 0; from < bytes.length; from += this.file.most.write) {
      await this.#until(() => !this.#isFull);
      this.#send(bytes.subarray(from, from + this.file.most.write));
    }
  }

  /** Close the file behind the last write. Resolves when the server has taken every byte and closed it. @throws SftpRefused */
  async finish(): Promise<void> {
    await this.#until(() => this.#turns.length === 0);
    const closed = this.file.close(); // sent at once: servers answer in order, and a round trip is saved
    closed.catch(() => undefined);
    await this.#until(() => this.#underWay === 0);
    await closed;
  }

  /** Write no more, whether it is finished or broken off. Safe to call twice. */
  letGo(): void {
    this.#fail(new SftpRefused(SFTP_STATUS.invalidHandle, ""));
    if (typeof this.#second === "object") this.#second.close();
    this.file.letGo();
  }

  #send(bytes: Buffer): void {
    const position = this.position + this.#taken;
    this.#taken += bytes.length;
    this.#underWay += bytes.length;
    const second = this.#secondForNext();
    this.#last = second === undefined ? "first" : "second";
    if (second !== undefined) this.#sendBySecond(Buffer.from(bytes), position, second);
    else if (this.#turns.length === 0) this.#sent(bytes.length, this.file.write(bytes, position));
    else this.#waitWith(Buffer.from(bytes), position);
    this.#askForSecond();
  }

  #waitWith(bytes: Buffer, position: number): void {
    this.#inWait += bytes.length;
    this.#turns.push({ bytes: bytes.length, by: "first", send: () => this.file.write(bytes, position) });
  }

  #sendBySecond(bytes: Buffer, position: number, second: SecondChannel): void {
    const { length } = bytes;
    const turn: Turn = { bytes: length, by: "second", send: undefined };
    this.#turns.push(turn);
    second.lay(bytes).then(
      (place) => { turn.send = () => second.copy(place, length, this.file, position); },
      () => { turn.send = () => this.file.write(bytes, position); }, // the hidden file is full, or its channel has ended: nothing is lost by that
    ).finally(() => this.#takeTurns());
  }

  #takeTurns(): void {
    for (let [next] = this.#turns; this.#failure === undefined && next?.send !== undefined; [next] = this.#turns) {
      this.#turns.shift();
      if (next.by === "first") this.#inWait -= next.bytes;
      this.#sent(next.bytes, next.send());
    }
    this.#wake();
  }

  #sent(bytes: number, answered: Promise<void>): void {
    answered.then(() => {
      this.#underWay -= bytes;
      this.allowance.answered(bytes, this.now(), this.file.roundTrip);
      this.#wake();
    }, (thrown: unknown) => this.#fail(thrown));
  }

  get #isFull(): boolean {
    return this.#underWay >= this.allowance.bytes || (this.#underWay > 0 && this.#isFirstFull && !this.#hasSecondRoom);
  }

  get #isFirstFull(): boolean {
    return this.file.isHeldBack || this.#inWait >= MOST_IN_WAIT;
  }

  get #hasSecondRoom(): boolean {
    return typeof this.#second === "object" && this.#second.hasRoom;
  }

  /** They take turns as long as both can. */
  #secondForNext(): SecondChannel | undefined {
    if (typeof this.#second !== "object" || !this.#second.hasRoom) return undefined;
    return this.#last === "first" || this.#isFirstFull ? this.#second : undefined;
  }

  #askForSecond(): void {
    if (this.#second !== "not asked for" || this.#taken < LONG_STORE || !this.file.isHeldBack || this.file.roundTrip < FAR_MS) return;
    this.#second = "asked for";
    this.lendSecond(this.file).then((lent) => {
      if (lent === undefined) return;
      if (this.#failure !== undefined) return lent.close();
      this.#second = lent;
      this.#wake();
    }, (thrown: unknown) => this.#fail(thrown));
  }

  #fail(thrown: unknown): void {
    this.#failure ??= { thrown };
    this.#wake();
  }

  /** @throws what a write has failed with */
  async #until(isSo: () => boolean): Promise<void> {
    while (this.#failure === undefined && !isSo()) await new Promise<void>((resolve) => { this.#wake = resolve; });
    if (this.#failure !== undefined) throw this.#failure.thrown;
  }
}
