import type { Channel } from "ssh2";

const releasers = new WeakMap<Channel, () => boolean>();

/**
 * Say that whoever reads this channel keeps no part of a chunk once it is through with it. The bytes may then be
 * written over by the next read (`ReadBuffer`).
 *
 * @param isDone asked at the end of each read that brought some; a reader that copies every chunk always is
 */
export function releaseAfterRead(channel: Channel, isDone: () => boolean = () => true): void {
  releasers.set(channel, isDone);
}

/** Whether what has come of this channel is kept by nobody: not by its reader, nor in wait for it. */
export const isReleased = (channel: Channel): boolean =>
  (releasers.get(channel)?.() ?? false) && channel.readableLength === 0;
