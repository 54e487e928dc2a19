import type { Channel, Client } from "ssh2";
import { deciphererHolds, keyExchange, splitPacketsIn } from "./inside/decipherer.js";
import { afterMessages } from "./inside/messages.js";
import { mayLendMemory } from "./inside/protocol.js";
import { nothingKept } from "./keeps-nothing.js";
import type { Keeping } from "./read-buffer.js";
import { SplitPackets } from "./split-packets.js";

/**
 * Tells whether ssh2, or a reader of its channels, may keep parts of what it was given: ssh2 deciphers in place, and what
 * comes out of a channel is a view into what came in by the socket.
 *
 * Whatever is not known to be harmless counts as kept. Harmless is what a channel's reader says it does not keep
 * (`keepsNothing`), and what holds numbers alone; an exchange of keys keeps its packets to the end, and a decipherer the
 * packet that waits for its rest.
 *
 * @returns nothing where ssh2 does not fit, or is a release that the tests do not name
 */
export function keptBySsh2(client: Client): Keeping | undefined {
  if (!mayLendMemory()) return undefined;
  const isExchanging = keyExchange(client);
  const isHeld = deciphererHolds(client);
  if (isExchanging === undefined || isHeld === undefined) return undefined;
  let isOtherKept = false;
  const read = new Set<Channel>();
  const fits = afterMessages(client, {
    data(channel) {
      if (channel === undefined) isOtherKept = true;
      else read.add(channel);
    },
    other() { isOtherKept = true; },
  });
  if (!fits) return undefined;
  const split = new SplitPackets(() => !isExchanging());
  const watchDecipherer = splitPacketsIn(client, split);
  watchDecipherer();
  return {
    isCareful: isExchanging,
    isKept(memory) {
      let isKept = isOtherKept || isExchanging();
      for (const channel of read) isKept = !nothingKept(channel) || isKept; // each is asked: it lets go of what it holds
      isOtherKept = false;
      read.clear();
      split.over(isKept);
      watchDecipherer();
      return isKept || isHeld(memory);
    },
  };
}
