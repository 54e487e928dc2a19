import type { Channel, Client } from "ssh2";
import type { BufferRetention } from "../../net/read-buffer.js";
import { observeMessages } from "../ssh2-internals/channel-messages.js";
import { deciphererHolds, keyExchangeProbe, captureSplitPackets } from "../ssh2-internals/decipherer.js";
import { mayLendMemory } from "../ssh2-internals/protocol.js";
import { isReleased } from "./buffer-release.js";
import { SplitPacketBuffers } from "./split-packets.js";

/**
 * Tells whether ssh2, or a reader of its channels, may keep parts of what it was given: ssh2 deciphers in place, and what
 * comes out of a channel is a view into what came in by the socket.
 *
 * Whatever is not known to be harmless counts as kept. Harmless is what a channel's reader says it does not keep
 * (`releaseAfterRead`), and what holds numbers alone; an exchange of keys keeps its packets to the end, and a decipherer the
 * packet that waits for its rest.
 *
 * @returns nothing where ssh2 does not fit, or is a release that the tests do not name
 */
export function watchRetention(client: Client): BufferRetention | undefined {
  if (!mayLendMemory()) return undefined;
  const isExchanging = keyExchangeProbe(client);
  const isHeld = deciphererHolds(client);
  if (isExchanging === undefined || isHeld === undefined) return undefined;
  let isOtherRetained = false;
  const read = new Set<Channel>();
  const fits = observeMessages(client, {
    onData(channel) {
      if (channel === undefined) isOtherRetained = true;
      else read.add(channel);
    },
    onOther() {
      isOtherRetained = true;
    },
  });
  if (!fits) return undefined;
  const split = new SplitPacketBuffers(() => !isExchanging());
  const watchDecipherer = captureSplitPackets(client, split);
  watchDecipherer();
  return {
    mustCopy: isExchanging,
    isRetained(memory) {
      let isKept = isOtherRetained || isExchanging();
      for (const channel of read) isKept = !isReleased(channel) || isKept; // each is asked: it lets go of what it holds
      isOtherRetained = false;
      read.clear();
      split.endRead(isKept);
      watchDecipherer();
      return isKept || isHeld(memory);
    },
  };
}
