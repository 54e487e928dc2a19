import type { Channel } from "ssh2";

const through = new WeakSet<Channel>();

/**
 * Say that whoever reads this channel copies every chunk before it returns, and keeps no part of one. The bytes may then
 * be written over by the next read (`ReadBuffer`).
 */
export function keepsNothing(channel: Channel): void {
  through.add(channel);
}

/** Whether the latest chunk of this channel is kept by nobody: not by its reader, nor in wait for it. */
export const nothingKept = (channel: Channel): boolean => through.has(channel) && channel.readableLength === 0;
