/** Joins pieces in one memory again and again, which is good until the next call; what does not fit gets memory of its own. */
export class JoinBuffer {
  #memory: Buffer | undefined;

  /** @param maxBytes how much it joins in its memory, which it takes with the first piece @param minBytes below which it keeps none */
  constructor(
    private readonly maxBytes: number,
    private readonly minBytes = 0,
  ) {}

  join(pieces: readonly Buffer[]): Buffer {
    const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
    if (length < this.minBytes || length > this.maxBytes) return Buffer.concat(pieces);
    const memory = (this.#memory ??= Buffer.allocUnsafeSlow(this.maxBytes));
    let end = 0;
    for (const piece of pieces) end += piece.copy(memory, end);
    return memory.subarray(0, end);
  }
}
