import type { Rooms } from "../ssh2-internals/decipherer.js";

/** The longest packet that ssh2 takes is 35,000 bytes. */
const ROOM = 36 * 1024;
/** One for the packet that this read ended, one for the packet that the next read will end. */
const MOST_FREE = 2;

/**
 * Room for packets that come in two reads, used again as soon as nobody keeps what was put together there.
 *
 * ssh2 makes a new buffer for each of them: in a bulk download a third of all bytes come so.
 */
export class SplitPackets implements Rooms {
  #free: Buffer[] = [];
  /** The packet is whole and has gone to its reader. */
  #read: Buffer[] = [];
  #taken: Buffer | undefined;

  /** @param mayReuse `false` while what comes is kept by ssh2 itself */
  constructor(private readonly mayReuse: () => boolean) {}

  take(length: number): Buffer | undefined {
    if (length > ROOM || this.#taken !== undefined || !this.mayReuse()) return undefined;
    this.#taken = this.#free.pop() ?? Buffer.allocUnsafeSlow(ROOM);
    return this.#taken.subarray(0, length);
  }

  leave(packet: Uint8Array): void {
    if (this.#taken?.buffer !== packet.buffer) return;
    if (this.#read.length < MOST_FREE) this.#read.push(this.#taken);
    this.#taken = undefined;
  }

  /** A read is over. @param isKept whether somebody may still look at packets that have come */
  over(isKept: boolean): void {
    if (this.#read.length === 0) return;
    if (!isKept) this.#free = [...this.#free, ...this.#read].slice(0, MOST_FREE);
    this.#read = [];
  }
}
