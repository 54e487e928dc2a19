import type { Channel, Client } from "ssh2";
import { receiveWindow } from "../ssh2-internals/receive-window.js";

/** What ssh2 gives every channel. Bytes. */
const FIRST_WINDOW = 2 * 1024 * 1024;
/** Enough for 5 Gbit/s at 100 ms. Bytes. */
const LARGEST_WINDOW = 64 * 1024 * 1024;
/** What all channels of the process may be given beyond their first windows. Bytes. */
const LARGEST_SUM = 160 * 1024 * 1024;
/** A shorter path is never held back by the first window, and OpenSSH's server grows slow when it may buffer much. Milliseconds. */
const LONG_PATH_MS = 5;

let given = 0;

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
  let size = FIRST_WINDOW;
  let came = 0;
  let since = performance.now();
  const resize = (to: number) => {
    given += to - size;
    size = to;
  };
  window.watch((bytes) => {
    came += bytes;
    const waiting = window.waiting();
    const now = performance.now();
    if (now - since >= roundTrip) {
      if (came >= size / 2 && waiting === 0 && size < LARGEST_WINDOW && given + size <= LARGEST_SUM) resize(size * 2);
      came = 0;
      since = now;
    }
    if (waiting > size / 2 && size > FIRST_WINDOW) resize(size / 2);
    const used = size - window.left() - waiting;
    if (used >= size / 4) window.add(used);
  });
  channel.once("close", () => resize(FIRST_WINDOW));
}
