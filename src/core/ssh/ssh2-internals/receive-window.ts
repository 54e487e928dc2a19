import type { Channel, Client } from "ssh2";
import { protocolOf, type ChannelEnds } from "./protocol.js";

/** The receive window of one channel: what the other side may still send (RFC 4254 section 5.2), in bytes. */
export interface ReceiveWindow {
  remaining(): number;
  /** What has come and waits to be read. */
  unread(): number;
  /** Let the other side send so many bytes more. */
  add(bytes: number): void;
  /** Told when bytes have come, and (with 0) when some that waited have been read. A `data` listener would set the channel flowing. */
  watch(onChange: (came: number) => void): void;
}

/** @returns nothing where ssh2 does not fit */
export function receiveWindow(client: Client, channel: Channel): ReceiveWindow | undefined {
  const protocol = protocolOf(client);
  const inside = channel as unknown as Partial<ChannelEnds>;
  const { incoming, outgoing, push } = inside;
  if (
    protocol === undefined ||
    typeof incoming?.window !== "number" ||
    typeof outgoing?.id !== "number" ||
    push === undefined
  )
    return undefined;
  return {
    remaining: () => incoming.window,
    unread: () => inside.readableLength ?? 0,
    add(bytes) {
      if (incoming.state !== "open" || outgoing.state === "closed") return;
      incoming.window += bytes;
      protocol.channelWindowAdjust(outgoing.id, bytes);
    },
    watch(moved) {
      const read = inside._read;
      inside.push = (chunk) => {
        const wantsMore = push.call(inside, chunk);
        if (chunk !== null) moved(chunk.length);
        return wantsMore;
      };
      if (read === undefined) return;
      inside._read = (size) => {
        read.call(inside, size);
        moved(0);
      };
    },
  };
}
