import { ANSWER, HEAD } from "./packets.js";

/** Longer packets are no SFTP; OpenSSH's own limit is half of this. Bytes. */
const LONGEST = 512 * 1024;
/** Of a DATA packet, what stands before its bytes: the head, the request's number, and how many bytes come. */
const DATA_HEAD = HEAD + 4 + 4;

/** Who is told what has come. */
export interface Intaker {
  /** Where bytes go that a READ has asked for; nothing where nobody has asked for so many. */
  placeFor(id: number, length: number): Buffer | undefined;
  /** All of them have come to their place. */
  data(id: number): void;
  /** @param body all behind the type */
  packet(type: number, body: Buffer): void;
}

/** What came cannot be SFTP. */
export class NotSftp extends Error {}

/**
 * Cuts what comes from the server into packets. The bytes of a file, which are nearly all of it, are copied once, to
 * where they were asked for; the chunks that they came in are free as soon as `take` returns.
 */
export class Intake {
  readonly #head = Buffer.alloc(DATA_HEAD);
  #headFilled = 0;
  #body: Buffer | undefined;
  #filled = 0;
  #length = 0;

  constructor(private readonly taker: Intaker) {}

  /** @throws NotSftp; nothing more may be given then */
  take(chunk: Buffer): void {
    for (let at = 0; at < chunk.length;) at += this.#body === undefined ? this.#takeHead(chunk, at) : this.#takeBody(this.#body, chunk, at);
  }

  #takeBody(body: Buffer, chunk: Buffer, from: number): number {
    const copied = Math.min(this.#length - this.#filled, chunk.length - from);
    chunk.copy(body, this.#filled, from, from + copied);
    this.#filled += copied;
    if (this.#filled === this.#length) this.#finish();
    return copied;
  }

  /** The body is there once the head is whole. @returns how many bytes were taken, as above */
  #takeHead(chunk: Buffer, from: number): number {
    const wanted = this.#headFilled < HEAD || this.#head[4] !== ANSWER.data ? HEAD : DATA_HEAD;
    const copied = Math.min(wanted - this.#headFilled, chunk.length - from);
    chunk.copy(this.#head, this.#headFilled, from, from + copied);
    this.#headFilled += copied;
    if (this.#headFilled === HEAD && this.#head[4] !== ANSWER.data) this.#begin(this.#head.readUInt32BE(0) - 1);
    else if (this.#headFilled === DATA_HEAD) this.#beginData(this.#head.readUInt32BE(HEAD), this.#head.readUInt32BE(HEAD + 4));
    return copied;
  }

  #begin(length: number): void {
    if (length < 0 || length > LONGEST) throw new NotSftp(`a packet of ${length + 1} bytes`);
    this.#expect(Buffer.allocUnsafe(length), length);
  }

  #beginData(id: number, length: number): void {
    const place = this.taker.placeFor(id, length);
    if (place === undefined || this.#head.readUInt32BE(0) !== 1 + 4 + 4 + length) throw new NotSftp(`${length} bytes that were not asked for`);
    this.#expect(place, length);
  }

  #expect(body: Buffer, length: number): void {
    this.#body = body;
    this.#length = length;
    this.#filled = 0;
    if (length === 0) this.#finish();
  }

  #finish(): void {
    const body = this.#body;
    this.#body = undefined;
    this.#headFilled = 0;
    if (body === undefined) return;
    if (this.#head[4] === ANSWER.data) this.taker.data(this.#head.readUInt32BE(HEAD));
    else this.taker.packet(this.#head[4] ?? 0, body);
  }
}
