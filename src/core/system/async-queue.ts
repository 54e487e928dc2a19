/** Carries what somebody tells to whoever reads it in turn, until the telling ends. */
export class Told<T> implements AsyncIterable<T> {
  readonly #untaken: T[] = [];
  #isOver = false;
  #wake: () => void = () => undefined;

  put(item: T): void {
    this.#untaken.push(item);
    this.#wake();
  }

  end(): void {
    this.#isOver = true;
    this.#wake();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void> {
    for (;;) {
      for (let item = this.#untaken.shift(); item !== undefined; item = this.#untaken.shift()) yield item;
      if (this.#isOver) return;
      await new Promise<void>((resolve) => { this.#wake = resolve; });
    }
  }
}
