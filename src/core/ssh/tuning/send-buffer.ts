import { randomFillSync } from "node:crypto";
import type { Duplex } from "node:stream";
import type { Client } from "ssh2";
import { installDataPacking } from "../ssh2-internals/packet-sending.js";

/** A ring of packets that the system has not taken yet: as much as one channel's window lets through. Bytes. */
const RING_BYTES = 2 * 1024 * 1024;
/** Random bytes for padding are drawn so many at a time: a drawing costs as much as enciphering a packet. Bytes. */
const PADDING_BYTES = 4 * 1024;

/**
 * Put packets of data together in one slab of memory, used again as soon as the system has taken what was in it,
 * and hand those of one turn to the system in one call.
 *
 * ssh2 makes a new buffer for each packet. A bulk transfer fills a gigabyte of them in a few seconds, and the collector,
 * which hears of each, takes a third of the time that the transfer has.
 *
 * @param stream what carries the session
 * @returns whether ssh2 fits; else it packs all by itself
 */
export function reuseSendBuffer(client: Client, stream: Duplex): boolean {
  const ring = new RingBuffer(() => stream.writableLength);
  const padding = new PaddingPool();
  let corked = false;

  const holdTogether = (): void => {
    if (corked) return;
    corked = true;
    stream.cork();
    process.nextTick(() => {
      corked = false;
      stream.uncork();
    });
  };
  return installDataPacking(client, {
    allocate: (length) => ring.allocate(length),
    randomBytes: (count) => padding.take(count),
    beforeSend: holdTogether,
  });
}

/** Memory that is used round and round. */
class RingBuffer {
  #memory: Buffer | undefined;
  #offset = 0;
  /** What the latest turn left unused at the end. */
  #gap = 0;

  /** @param waiting the bytes that were given to the stream and not taken yet: ours among them are the latest that were placed here */
  constructor(private readonly waiting: () => number) {}

  /** @returns nothing where there is no room now */
  allocate(length: number): Buffer | undefined {
    const memory = (this.#memory ??= Buffer.allocUnsafeSlow(RING_BYTES));
    const waiting = this.waiting();
    const goesRound = this.#offset + length > RING_BYTES;
    const gap = goesRound ? RING_BYTES - this.#offset : this.#gap;
    if (waiting > 0 && waiting * SIZE_MARGIN + gap + length > RING_BYTES) return undefined;
    if (goesRound || waiting === 0) this.#offset = 0;
    this.#gap = waiting === 0 ? 0 : gap;
    this.#offset += length;
    return memory.subarray(this.#offset - length, this.#offset);
  }
}

/** A packet can be a few bytes longer here than what is written of it: some MACs are cut (hmac-sha1-96). */
const SIZE_MARGIN = 65 / 64;

/** Random bytes, as RFC 4253 section 6 wants the padding; each is given once. */
class PaddingPool {
  readonly #drawn = Buffer.alloc(PADDING_BYTES);
  #left = 0;

  take(count: number): Buffer {
    if (this.#left < count) {
      randomFillSync(this.#drawn);
      this.#left = PADDING_BYTES;
    }
    this.#left -= count;
    return this.#drawn.subarray(this.#left, this.#left + count);
  }
}
