import type { PacketBuffers } from "../ssh2-internals/decipherer.js";

/** The longest packet that ssh2 takes is 35,000 bytes. */
const BUFFER_BYTES = 36 * 1024;
/** One for the packet that this read ended, one for the packet that the next read will end. */
const MAX_FREE_BUFFERS = 2;

/**
 * Room for packets that come in two reads, used again as soon as nobody keeps what was put together there.
 *
 * ssh2 makes a new buffer for each of them: in a bulk download a third of all bytes come so.
 */
export class SplitPacketBuffers implements PacketBuffers {
  #free: Buffer[] = [];
  /** The packet is whole and has gone to its reader. */
  #read: Buffer[] = [];
  #taken: Buffer | undefined;

  /** @param canReuse `false` while what comes is kept by ssh2 itself */
  constructor(private readonly canReuse: () => boolean) {}

  acquire(length: number): Buffer | undefined {
    if (length > BUFFER_BYTES || this.#taken !== undefined || !this.canReuse()) return undefined;
    this.#taken = this.#free.pop() ?? Buffer.allocUnsafeSlow(BUFFER_BYTES);
    return this.#taken.subarray(0, length);
  }

  packetComplete(packet: Uint8Array): void {
    if (this.#taken?.buffer !== packet.buffer) return;
    if (this.#read.length < MAX_FREE_BUFFERS) this.#read.push(this.#taken);
    this.#taken = undefined;
  }

  /** A read is over. @param isRetained whether somebody may still look at packets that have come */
  endRead(isRetained: boolean): void {
    if (this.#read.length === 0) return;
    if (!isRetained) this.#free = [...this.#free, ...this.#read].slice(0, MAX_FREE_BUFFERS);
    this.#read = [];
  }
}
