import type { Channel } from "ssh2";

const through = new WeakMap<Channel, () => boolean>();

/**
 * Say that whoever reads this channel keeps no part of a chunk once it is through with it. The bytes may then be
 * written over by the next read (`ReadBuffer`).
 *
 * @param isThrough asked at the end of each read that brought some; a reader that copies every chunk always is
 */
export function keepsNothing(channel: Channel, isThrough: () => boolean = () => true): void {
  through.set(channel, isThrough);
}

/** Whether what has come of this channel is kept by nobody: not by its reader, nor in wait for it. */
export const nothingKept = (channel: Channel): boolean => (through.get(channel)?.() ?? false) && channel.readableLength === 0;
