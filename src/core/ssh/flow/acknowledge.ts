import type { Duplex } from "node:stream";
import type { Client } from "ssh2";
import { received, type Received } from "./inside/decipherer.js";
import { ignoreSender } from "./inside/sending.js";

/**
 * A read or a packet this long is part of a bulk transfer, whose packets follow one another anyway. Two thousand bytes
 * would not do: a file of 2 KB makes a longer packet (FIELD.md section 5).
 */
const BULK = 20_000;

/** How many packets were sent for nothing but their acknowledgement. */
export interface Acknowledged {
  readonly packets: number;
}

/**
 * Acknowledge each short read from the gateway at once, by a small packet on which the TCP acknowledgement rides.
 *
 * OpenSSH's server leaves Nagle's algorithm on for forwards: it holds a small packet back until the one before it is
 * acknowledged, and the system delays acknowledgements by 40 ms and more. Every FTP data connection pays that two or
 * three times. At most one packet is sent for a read, and none where ssh2 has answered by itself, nor where all that
 * came is a piece of a long packet.
 *
 * @param stream what carries the session; ssh2 must listen to it already
 */
export function acknowledgeShortReads(client: Client, stream: Duplex & { readonly bytesWritten?: number }): Acknowledged {
  const sendIgnore = ignoreSender(client);
  const soFar = received(client);
  const count = { packets: 0 };
  if (sendIgnore === undefined || soFar === undefined) return count;
  let before = { written: 0, ...soFar() };
  stream.prependListener("data", () => { before = { written: stream.bytesWritten ?? 0, ...soFar() }; });
  const answer = (): void => {
    if (!stream.writable || (stream.bytesWritten ?? 0) > before.written || isPieceOfBulk(before, soFar())) return;
    count.packets++;
    sendIgnore();
  };
  stream.on("data", (chunk: Buffer) => { if (chunk.length < BULK) process.nextTick(answer); }); // clients get theirs first
  return count;
}

function isPieceOfBulk(before: Received, after: Received): boolean {
  const ended = before.underWay >= BULK ? 1 : 0;
  return after.packets - before.packets <= ended && (ended === 1 || after.underWay >= BULK);
}
