import type { Duplex } from "node:stream";
import type { Client } from "ssh2";
import { guardChannelMessages } from "./ssh2-internals/channel-messages.js";

/** A gateway that takes less in one packet would make of every write a flood of packets; ssh2 never ends with 0. Bytes. */
const MIN_PACKET_BYTES = 256;
/** Requests that were answered while the gateway read nothing: OpenSSH sends a few an hour. */
const MAX_UNREAD_REPLIES = 5_000;

/**
 * End a session whose gateway breaks the rules on which every bound on memory and time rests (RFC 4254 section 5).
 *
 * ssh2 takes data beyond the window, splits writes by any packet size, 0 included, and answers every request into a
 * socket that the other side may never read.
 *
 * These bounds stand behind promises of SECURITY.md, so they fail closed: a session that cannot be held to them ends.
 *
 * @param onViolation told once with what the gateway did, or that nothing can be held
 */
export function enforceLimits(client: Client, stream: Duplex, onViolation: (detail: string) => void): void {
  let unread = 0;
  const checkReplies = (): boolean => {
    unread = stream.writableNeedDrain ? unread + 1 : 0;
    return unread <= MAX_UNREAD_REPLIES || reportViolation("it asks on and on without reading the answers");
  };
  const checkPacketSize = (maxPacketBytes: number): boolean =>
    maxPacketBytes >= MIN_PACKET_BYTES || reportViolation(`it takes packets of ${maxPacketBytes} bytes only`);
  const reportViolation = (detail: string): boolean => {
    onViolation(detail);
    return false;
  };
  const isEnforced = guardChannelMessages(client, {
    onRequest: checkReplies,
    onOpen: checkPacketSize,
    onData: (bytes, window) => bytes <= window || reportViolation("it sent more than the window that it was given"),
  });
  if (!isEnforced) onViolation("this release of ssh2 does not let Culvert hold the gateway to its limits");
}
