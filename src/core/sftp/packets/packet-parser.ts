import { RESPONSE, HEADER_BYTES } from "./request-packets.js";

/** Longer packets are no SFTP; OpenSSH's own limit is half of this. Bytes. */
const MAX_PACKET_BYTES = 512 * 1024;
/** Of a DATA packet, what stands before its bytes: the head, the request's number, and how many bytes come. */
const DATA_HEADER_BYTES = HEADER_BYTES + 4 + 4;

/** Who is told what has come. */
export interface PacketHandler {
  /** Where bytes go that a READ has asked for; nothing where nobody has asked for so many. */
  bufferFor(id: number, length: number): Buffer | undefined;
  /** All of them have come to their place. */
  onData(id: number): void;
  /** @param body all behind the type */
  onPacket(type: number, body: Buffer): void;
}

/** What came cannot be SFTP. */
export class NotSftpError extends Error {}

/**
 * Cuts what comes from the server into packets. The bytes of a file, which are nearly all of it, are copied once, to
 * where they were asked for; the chunks that they came in are free as soon as `take` returns.
 */
export class PacketParser {
  readonly #header = Buffer.alloc(DATA_HEADER_BYTES);
  #headerFilled = 0;
  #body: Buffer | undefined;
  #filled = 0;
  #length = 0;

  constructor(private readonly handler: PacketHandler) {}

  /** @throws NotSftpError; nothing more may be given then */
  push(chunk: Buffer): void {
    for (let at = 0; at < chunk.length;)
      at += this.#body === undefined ? this.#readHeader(chunk, at) : this.#readBody(this.#body, chunk, at);
  }

  #readBody(body: Buffer, chunk: Buffer, from: number): number {
    const copied = Math.min(this.#length - this.#filled, chunk.length - from);
    chunk.copy(body, this.#filled, from, from + copied);
    this.#filled += copied;
    if (this.#filled === this.#length) this.#finish();
    return copied;
  }

  /** The body is there once the head is whole. @returns how many bytes were taken, as above */
  #readHeader(chunk: Buffer, from: number): number {
    const headerLength =
      this.#headerFilled < HEADER_BYTES || this.#header[4] !== RESPONSE.data ? HEADER_BYTES : DATA_HEADER_BYTES;
    const copied = Math.min(headerLength - this.#headerFilled, chunk.length - from);
    chunk.copy(this.#header, this.#headerFilled, from, from + copied);
    this.#headerFilled += copied;
    if (this.#headerFilled === HEADER_BYTES && this.#header[4] !== RESPONSE.data)
      this.#begin(this.#header.readUInt32BE(0) - 1);
    else if (this.#headerFilled === DATA_HEADER_BYTES)
      this.#beginData(this.#header.readUInt32BE(HEADER_BYTES), this.#header.readUInt32BE(HEADER_BYTES + 4));
    return copied;
  }

  #begin(length: number): void {
    if (length < 0 || length > MAX_PACKET_BYTES) throw new NotSftpError(`a packet of ${length + 1} bytes`);
    this.#expect(Buffer.allocUnsafe(length), length);
  }

  #beginData(id: number, length: number): void {
    const buffer = this.handler.bufferFor(id, length);
    if (buffer === undefined || this.#header.readUInt32BE(0) !== 1 + 4 + 4 + length)
      throw new NotSftpError(`${length} bytes that were not asked for`);
    this.#expect(buffer, length);
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
    this.#headerFilled = 0;
    if (body === undefined) return;
    if (this.#header[4] === RESPONSE.data) this.handler.onData(this.#header.readUInt32BE(HEADER_BYTES));
    else this.handler.onPacket(this.#header[4] ?? 0, body);
  }
}
