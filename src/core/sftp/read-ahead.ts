import type { Allowance } from "./in-flight-limit.js";
import type { SftpFile } from "./sftp-file.js";

/** A part of the file that was asked for; less of it may come. */
interface Part {
  readonly position: number;
  readonly length: number;
  readonly bytes: Promise<Buffer>;
}

/**
 * A file's bytes in their order, with many reads under way: a read that waits for the one before it costs a round trip
 * for each packet, which on a long path is a hundred times too slow.
 */
export class ReadAhead {
  readonly #parts: Part[] = [];
  readonly #spare: Buffer[] = [];
  #end = 0;
  #endUnknown = false;
  #next: number;
  #reached: number;
  #underWay = 0;
  #size: number;
  /** Where everything goes that comes when it is wanted no more. */
  #sink: Buffer | undefined;

  /** Asks for the first part at once. @param position of the first byte, from 0 */
  constructor(private readonly file: SftpFile, position: number, private readonly allowance: Allowance, private readonly now: () => number) {
    this.#next = this.#reached = position;
    this.#size = file.most.read;
    this.#ask(Math.min(FIRST_PART, this.#size));
  }

  /**
   * The file is so long: what lies behind is not asked for. Before this is known, only the first part is. Where the
   * server tells no size, or 0 as for the files of /proc, it is read part by part to its end.
   */
  set size(bytes: number | undefined) {
    this.#end = bytes ?? 0;
    this.#endUnknown = this.#end === 0;
  }

  /** How far the bytes have come that were given out. */
  get reached(): number {
    return this.#reached;
  }

  /** The next bytes; nothing where the file ends. Give the buffer back by `reuse` once it is through. @throws SftpRefused */
  async next(): Promise<Buffer | undefined> {
    this.#fill();
    const part = this.#parts[0];
    if (part === undefined) return undefined;
    const bytes = await part.bytes;
    const came = bytes.length;
    this.#parts.shift();
    this.#underWay -= part.length;
    if (came === 0) {
      this.#end = this.#next;
      this.#parts.length = 0;
      return undefined;
    }
    this.#reached += came;
    if (came < part.length) this.#askRest(part, came);
    else if (this.#endUnknown) this.#ask(this.#size);
    return bytes;
  }

  /** Close the file; what is still on its way is forgotten. */
  letGo(): void {
    this.#sink = Buffer.allocUnsafe(0);
    this.#parts.length = this.#spare.length = 0;
    this.file.letGo();
  }

  reuse(bytes: Buffer): void {
    if (this.#sink === undefined && this.#spare.length < MOST_SPARE && bytes.buffer.byteLength === this.#size) this.#spare.push(Buffer.from(bytes.buffer));
  }

  /** A server may send less than was asked: behind the end of the file, or since its packets are shorter. */
  #askRest(part: Part, came: number): void {
    const position = part.position + came;
    if (position >= this.#end && !this.#endUnknown) return;
    if (this.#parts.length > 0) this.#size = Math.max(SMALLEST, Math.min(this.#size, came));
    this.#parts.unshift(this.#partOf(position, part.length - came));
  }

  #fill(): void {
    while (this.#next < this.#end && (this.#underWay === 0 || this.#underWay + this.#size <= this.allowance.bytes)) this.#ask(Math.min(this.#size, this.#end - this.#next));
  }

  #ask(length: number): void {
    this.#parts.push(this.#partOf(this.#next, length));
    this.#next += length;
  }

  #partOf(position: number, length: number): Part {
    this.#underWay += length;
    const bytes = this.file.read(length, position, () => this.#room(length)).then((came) => {
      this.allowance.answered(came.length, this.now(), this.file.roundTrip);
      return came;
    });
    bytes.catch(() => undefined); // looked at in its turn
    return { position, length, bytes };
  }

  #room(length: number): Buffer {
    if (this.#sink !== undefined) return this.#sink = this.#sink.length < length ? Buffer.allocUnsafeSlow(length) : this.#sink;
    const whole = length === this.#size ? this.#spare.pop() : undefined;
    return whole ?? Buffer.allocUnsafeSlow(length);
  }
}

/** Most files of a web site are no longer; a whole buffer for each of them would cost more than another packet. */
const FIRST_PART = 32 * 1024;
const MOST_SPARE = 32;
const SMALLEST = 4096;
