import type { Channel, Client } from "ssh2";
import { receiveWindow } from "../ssh2-internals/receive-window.js";

/** What ssh2 gives every channel. Bytes. */
const INITIAL_WINDOW_BYTES = 2 * 1024 * 1024;
/** Enough for 5 Gbit/s at 100 ms. Bytes. */
const MAX_WINDOW_BYTES = 64 * 1024 * 1024;
/** What all channels of the process may be given beyond their first windows. Bytes. */
const MAX_TOTAL_BYTES = 160 * 1024 * 1024;
/** A shorter path is never held back by the first window, and OpenSSH's server grows slow when it may buffer much. Milliseconds. */
const LONG_PATH_MS = 5;

let totalGrantedBytes = 0;

/**
 * Let the gateway send more before it must wait, where the path is long and the client keeps up.
 *
 * ssh2's window is 2 MiB, refilled when half is used: on a path of 100 ms that is 10 MB/s. Here it is topped up as the
 * bytes are read, and doubled when half of it has come within one round trip with nothing left waiting: then it is the
 * window that holds the transfer back. It is halved where more than half of it waits to be read: memory is bounded by
 * windows, and a slow client's stays small.
 *
 * @param roundTrip milliseconds from asking the gateway to its answer
 */
export function growWindow(client: Client, channel: Channel, roundTrip: number): void {
  const window = receiveWindow(client, channel);
  if (window === undefined || roundTrip < LONG_PATH_MS) return;
  let size = INITIAL_WINDOW_BYTES;
  let receivedBytes = 0;
  let since = performance.now();
  const resize = (to: number) => {
    totalGrantedBytes += to - size;
    size = to;
  };
  window.watch((bytes) => {
    receivedBytes += bytes;
    const waiting = window.unread();
    const now = performance.now();
    if (now - since >= roundTrip) {
      if (
        receivedBytes >= size / 2 &&
        waiting === 0 &&
        size < MAX_WINDOW_BYTES &&
        totalGrantedBytes + size <= MAX_TOTAL_BYTES
      )
        resize(size * 2);
      receivedBytes = 0;
      since = now;
    }
    if (waiting > size / 2 && size > INITIAL_WINDOW_BYTES) resize(size / 2);
    const used = size - window.remaining() - waiting;
    if (used >= size / 4) window.add(used);
  });
  channel.once("close", () => resize(INITIAL_WINDOW_BYTES));
}
