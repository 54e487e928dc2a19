import type { Channel, Client } from "ssh2";
import { splitPacketsIn } from "./inside-ssh2.js";
import { nothingKept } from "./keeps-nothing.js";
import type { Keeping } from "./read-buffer.js";
import { SplitPackets } from "./split-packets.js";

/** Messages whose fields are numbers alone: nobody can keep bytes of them. */
const NUMBERS_ONLY = new Set(["CHANNEL_WINDOW_ADJUST", "CHANNEL_SUCCESS", "CHANNEL_FAILURE", "CHANNEL_EOF", "CHANNEL_CLOSE"]);

type Handle = (...said: readonly unknown[]) => void;

interface Insides {
  readonly _protocol: {
    readonly _handlers: Record<string, Handle | undefined>;
    /** There while keys are exchanged. */
    readonly _kexinit: unknown;
    /** Another one after each key exchange. */
    readonly _decipher: object;
  };
  readonly _chanMgr: { get(channel: number): Channel | undefined };
}

/**
 * Tells whether ssh2, or a reader of its channels, may keep parts of what it was given: ssh2 deciphers in place, and what
 * comes out of a channel is a view into what came in by the socket.
 *
 * Whatever is not known to be harmless counts as kept. Harmless is what a channel's reader says it does not keep (`keepsNothing`), and what holds
 * numbers alone; an exchange of keys keeps its packets to the end, and a decipherer the packet that waits for its rest.
 *
 * @returns nothing where ssh2 does not fit
 */
export function keptBySsh2(client: Client): Keeping | undefined {
  const { _protocol: protocol, _chanMgr: channels } = client as unknown as Partial<Insides>;
  if (protocol === undefined || typeof channels?.get !== "function") return undefined;
  const handlers = protocol._handlers;
  if (!("_kexinit" in protocol) || typeof protocol._decipher !== "object" || typeof handlers["CHANNEL_DATA"] !== "function") return undefined;
  let kept = false;
  const read = new Set<Channel>();
  for (const [name, handle] of Object.entries(handlers)) {
    if (handle === undefined || NUMBERS_ONLY.has(name)) continue;
    handlers[name] = name !== "CHANNEL_DATA" ? (...said) => {
      kept = true;
      handle(...said);
    } : (from, id, data) => {
      handle(from, id, data);
      const channel = channels.get(id as number);
      if (channel === undefined) kept = true;
      else read.add(channel);
    };
  }
  const isExchanging = (): boolean => protocol._kexinit !== undefined;
  const split = new SplitPackets(() => !isExchanging());
  const watchDecipherer = splitPacketsIn(client, split);
  watchDecipherer();
  return {
    isCareful: isExchanging,
    isKept(bytes) {
      const isAnyKept = kept || isExchanging() || ![...read].every(nothingKept);
      kept = false;
      read.clear();
      split.over(isAnyKept);
      watchDecipherer();
      return isAnyKept || Object.values(protocol._decipher).some((part) => ArrayBuffer.isView(part) && part.buffer === bytes);
    },
  };
}
