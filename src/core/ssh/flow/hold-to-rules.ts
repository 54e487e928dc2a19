import type { Duplex } from "node:stream";
import type { Client } from "ssh2";
import { beforeChannelMessages } from "./inside/messages.js";

/** A gateway that takes less in one packet would make of every write a flood of packets; ssh2 never ends with 0. Bytes. */
const LEAST_IN_PACKET = 256;
/** Requests that were answered while the gateway read nothing: OpenSSH sends a few an hour. */
const MOST_UNREAD_ANSWERS = 5_000;

/**
 * End a session whose gateway breaks the rules on which every bound on memory and time rests (RFC 4254 section 5).
 *
 * ssh2 takes data beyond the window, splits writes by any packet size, 0 included, and answers every request into a
 * socket that the other side may never read.
 *
 * These bounds stand behind promises of SECURITY.md, so they fail closed: a session that cannot be held to them ends.
 *
 * @param broken told once with what the gateway did, or that nothing can be held
 */
export function holdToRules(client: Client, stream: Duplex, broken: (detail: string) => void): void {
  let unread = 0;
  const answers = (): boolean => {
    unread = stream.writableNeedDrain ? unread + 1 : 0;
    return unread <= MOST_UNREAD_ANSWERS || stop("it asks on and on without reading the answers");
  };
  const opens = (mostInPacket: number): boolean => mostInPacket >= LEAST_IN_PACKET || stop(`it takes packets of ${mostInPacket} bytes only`);
  const stop = (detail: string): boolean => {
    broken(detail);
    return false;
  };
  const isHeld = beforeChannelMessages(client, {
    asked: answers,
    opened: opens,
    came: (bytes, window) => bytes <= window || stop("it sent more than the window that it was given"),
  });
  if (!isHeld) broken("this release of ssh2 does not let Culvert hold the gateway to its limits");
}
