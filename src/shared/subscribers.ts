/** Who wants to be told of something, in the order in which they came. */
export class Subscribers<Values extends readonly unknown[] = []> {
  readonly #listeners = new Set<(...values: Values) => void>();

  /** @returns ends the listening */
  add(listener: (...values: Values) => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  /** Call each of them, one after another; one that is added or removed meanwhile is called no more than once. */
  notify(...values: Values): void {
    for (const listener of [...this.#listeners]) if (this.#listeners.has(listener)) listener(...values);
  }
}
