const MOST_IN_ALL = 128 << 20;
const MOST_EACH = 64 << 20;
const LEAST_EACH = 1 << 20;

/** Shares the memory for bytes under way among the transfers of a bridge: 64 MiB each at most, less when many run. */
export class MemoryShare {
  #running = 0;

  enter(): void {
    this.#running++;
  }

  leave(): void {
    this.#running--;
  }

  /** The bytes that each transfer may hold now. */
  get each(): number {
    return Math.max(LEAST_EACH, Math.min(MOST_EACH, Math.floor(MOST_IN_ALL / Math.max(1, this.#running))));
  }
}
