/** Bytes that come in chunks of any size, as one buffer: each is copied a few times at most, however small the chunks are. */
export class ByteCollector {
  #buffer = Buffer.alloc(0);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /** All that has come so far; good until the next `add`. */
  get bytes(): Buffer {
    return this.#buffer.subarray(0, this.#length);
  }

  add(chunk: Buffer): void {
    const needed = this.#length + chunk.length;
    if (needed > this.#buffer.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(256, needed, this.#buffer.length * 2));
      this.#buffer.copy(larger, 0, 0, this.#length);
      this.#buffer = larger;
    }
    chunk.copy(this.#buffer, this.#length);
    this.#length = needed;
  }

  /** Take so many bytes off the front. */
  shift(length: number): Buffer {
    const taken = Buffer.from(this.#buffer.subarray(0, Math.min(length, this.#length)));
    this.#buffer.copyWithin(0, taken.length, this.#length);
    this.#length -= taken.length;
    return taken;
  }
}
