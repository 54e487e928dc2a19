const MAX_TOTAL_BYTES = 128 << 20;
const MAX_TRANSFER_BYTES = 64 << 20;
const MIN_TRANSFER_BYTES = 1 << 20;

/** Shares the memory for bytes under way among the transfers of a bridge: 64 MiB each at most, less when many run. */
export class TransferMemoryBudget {
  #running = 0;

  addTransfer(): void {
    this.#running++;
  }

  removeTransfer(): void {
    this.#running--;
  }

  /** The bytes that each transfer may hold now. */
  get bytesPerTransfer(): number {
    return Math.max(
      MIN_TRANSFER_BYTES,
      Math.min(MAX_TRANSFER_BYTES, Math.floor(MAX_TOTAL_BYTES / Math.max(1, this.#running))),
    );
  }
}
