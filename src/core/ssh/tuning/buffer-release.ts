import type { Duplex } from "node:stream";

const releasers = new WeakMap<Duplex, () => boolean>();

/**
 * Say that whoever reads this channel keeps no part of a chunk once it is through with it. The bytes may then be
 * written over by the next read (`ReadBuffer`). Of a stream around a channel, such as TLS, it says nothing.
 *
 * @param isDone asked at the end of each read that brought some; a reader that copies every chunk always is
 */
export function releaseAfterRead(channel: Duplex, isDone: () => boolean = () => true): void {
  releasers.set(channel, isDone);
}

/** Whether what has come of this channel is kept by nobody: not by its reader, nor in wait for it. */
export const isReleased = (channel: Duplex): boolean =>
  (releasers.get(channel)?.() ?? false) && channel.readableLength === 0;
