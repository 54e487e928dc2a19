import type { Duplex } from "node:stream";
import type { Client } from "ssh2";
import { receivedCounter, type Received } from "../ssh2-internals/decipherer.js";
import { ignoreSender } from "../ssh2-internals/packet-sending.js";

/**
 * A read or a packet this long is part of a bulk transfer, whose packets follow one another anyway. Two thousand bytes
 * would not do: a file of 2 KB makes a longer packet.
 */
const BULK_BYTES = 20_000;
/** A bulk transfer that brings nothing for so long has come to its end, or is held back. Milliseconds. */
const QUIET_MS = 2;

/** How many packets were sent for nothing but their acknowledgement. */
export interface Acknowledged {
  readonly packets: number;
}

/**
 * Acknowledge each short read from the gateway at once, and the last read of a bulk transfer once nothing follows, by a
 * small packet on which the TCP acknowledgement rides.
 *
 * OpenSSH's server leaves Nagle's algorithm on for forwards: it holds a small packet back until the one before it is
 * acknowledged, and the system delays acknowledgements by 40 ms and more. Every FTP data connection pays that two or
 * three times. At most one packet is sent for a read, and none where ssh2 has answered by itself.
 *
 * @param stream what carries the session; ssh2 must listen to it already
 */
export function acknowledgeReads(client: Client, stream: Duplex & { readonly bytesWritten?: number }): Acknowledged {
  const sendIgnore = ignoreSender(client);
  const receivedSoFar = receivedCounter(client);
  const count = { packets: 0 };
  if (sendIgnore === undefined || receivedSoFar === undefined) return count;
  let before = { written: 0, ...receivedSoFar() };
  let reads = 0;
  let isWatching = false;

  const acknowledge = (): void => {
    if (!stream.writable || (stream.bytesWritten ?? 0) > before.written) return;
    count.packets++;
    sendIgnore();
  };
  const acknowledgeOnceQuiet = (): void => {
    if (isWatching) return;
    isWatching = true;
    const seen = reads;
    setTimeout(() => {
      isWatching = false;
      if (reads === seen) acknowledge();
      else acknowledgeOnceQuiet();
    }, QUIET_MS).unref();
  };
  stream.prependListener("data", () => {
    reads++;
    before = { written: stream.bytesWritten ?? 0, ...receivedSoFar() };
  });
  stream.on("data", (chunk: Buffer) => {
    if (chunk.length >= BULK_BYTES) acknowledgeOnceQuiet();
    else
      process.nextTick(() => {
        // clients get theirs first
        if (isPartOfBulk(before, receivedSoFar())) acknowledgeOnceQuiet();
        else acknowledge();
      });
  });
  return count;
}

/** All that came belongs to long packets, or to one. */
function isPartOfBulk(before: Received, after: Received): boolean {
  const ended = before.underWay >= BULK_BYTES ? 1 : 0;
  return after.packets - before.packets <= ended && (ended === 1 || after.underWay >= BULK_BYTES);
}
