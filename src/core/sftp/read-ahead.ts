import type { InFlightLimit } from "./in-flight-limit.js";
import type { SftpFile } from "./sftp-file.js";

/** A part of the file that was asked for; less of it may come. */
interface Chunk {
  readonly offset: number;
  readonly length: number;
  readonly bytes: Promise<Buffer>;
}

/**
 * A file's bytes in their order, with many reads under way: a read that waits for the one before it costs a round trip
 * for each packet, which on a long path is a hundred times too slow.
 */
export class ReadAhead {
  readonly #chunks: Chunk[] = [];
  readonly #spare: Buffer[] = [];
  #end = 0;
  #endUnknown = false;
  #nextOffset: number;
  #deliveredOffset: number;
  #inFlightBytes = 0;
  #size: number;
  /** Where everything goes that comes when it is wanted no more. */
  #sink: Buffer | undefined;

  /** Asks for the first part at once. @param offset of the first byte, from 0 */
  constructor(
    private readonly file: SftpFile,
    offset: number,
    private readonly inFlightLimit: InFlightLimit,
    private readonly now: () => number,
  ) {
    this.#nextOffset = this.#deliveredOffset = offset;
    this.#size = file.maxSizes.read;
    this.#request(Math.min(FIRST_CHUNK_BYTES, this.#size));
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
  get deliveredOffset(): number {
    return this.#deliveredOffset;
  }

  /** The next bytes; nothing where the file ends. Give the buffer back by `reuse` once it is through. @throws SftpError */
  async next(): Promise<Buffer | undefined> {
    this.#fill();
    const chunk = this.#chunks[0];
    if (chunk === undefined) return undefined;
    const bytes = await chunk.bytes;
    const receivedLength = bytes.length;
    this.#chunks.shift();
    this.#inFlightBytes -= chunk.length;
    if (receivedLength === 0) {
      this.#end = this.#nextOffset;
      this.#chunks.length = 0;
      return undefined;
    }
    this.#deliveredOffset += receivedLength;
    if (receivedLength < chunk.length) this.#requestRest(chunk, receivedLength);
    else if (this.#endUnknown) this.#request(this.#size);
    return bytes;
  }

  /** Close the file; what is still on its way is forgotten. */
  release(): void {
    this.#sink = Buffer.allocUnsafe(0);
    this.#chunks.length = this.#spare.length = 0;
    this.file.release();
  }

  recycle(bytes: Buffer): void {
    if (this.#sink === undefined && this.#spare.length < MAX_SPARE_BUFFERS && bytes.buffer.byteLength === this.#size)
      this.#spare.push(Buffer.from(bytes.buffer));
  }

  /** A server may send less than was asked: behind the end of the file, or since its packets are shorter. */
  #requestRest(chunk: Chunk, came: number): void {
    const offset = chunk.offset + came;
    if (offset >= this.#end && !this.#endUnknown) return;
    if (this.#chunks.length > 0) this.#size = Math.max(MIN_CHUNK_BYTES, Math.min(this.#size, came));
    this.#chunks.unshift(this.#requestChunk(offset, chunk.length - came));
  }

  #fill(): void {
    while (
      this.#nextOffset < this.#end &&
      (this.#inFlightBytes === 0 || this.#inFlightBytes + this.#size <= this.inFlightLimit.bytes)
    )
      this.#request(Math.min(this.#size, this.#end - this.#nextOffset));
  }

  #request(length: number): void {
    this.#chunks.push(this.#requestChunk(this.#nextOffset, length));
    this.#nextOffset += length;
  }

  #requestChunk(offset: number, length: number): Chunk {
    this.#inFlightBytes += length;
    const bytes = this.file
      .read(length, offset, () => this.#bufferFor(length))
      .then((came) => {
        this.inFlightLimit.acknowledged(came.length, this.now(), this.file.roundTrip);
        return came;
      });
    bytes.catch(() => undefined); // looked at in its turn
    return { offset, length, bytes };
  }

  #bufferFor(length: number): Buffer {
    if (this.#sink !== undefined)
      return (this.#sink = this.#sink.length < length ? Buffer.allocUnsafeSlow(length) : this.#sink);
    const spare = length === this.#size ? this.#spare.pop() : undefined;
    return spare ?? Buffer.allocUnsafeSlow(length);
  }
}

/** Most files of a web site are no longer; a whole buffer for each of them would cost more than another packet. */
const FIRST_CHUNK_BYTES = 32 * 1024;
const MAX_SPARE_BUFFERS = 32;
const MIN_CHUNK_BYTES = 4096;
