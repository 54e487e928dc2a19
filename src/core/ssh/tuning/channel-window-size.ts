import type { Channel, Client } from "ssh2";
import { receiveWindow } from "../ssh2-internals/receive-window.js";
import type { RoundTrip } from "./round-trip.js";

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
 * bytes are read, and sized as TCP's receivers size theirs (dynamic right-sizing; Fisk and Feng, "Dynamic Right-Sizing in
 * TCP", 2001): twice what the client took in the last round trip. A window that holds the transfer back lets one window
 * through in each, so it doubles; one that does not, stays. It is halved where more than half of it waits to be read: memory
 * is bounded by windows, and a slow client's stays small.
 */
export function growWindow(
  client: Client,
  channel: Channel,
  roundTrip: Pick<RoundTrip, "shortest" | "latest" | "current">,
): void {
  const window = receiveWindow(client, channel);
  if (window === undefined || roundTrip.shortest < LONG_PATH_MS) return;
  let size = INITIAL_WINDOW_BYTES;
  let taken = 0;
  let waitedBefore = window.unread();
  let since = performance.now();
  const resize = (to: number) => {
    totalGrantedBytes += to - size;
    size = to;
  };
  window.watch((bytes) => {
    const waiting = window.unread();
    taken += bytes + waitedBefore - waiting;
    waitedBefore = waiting;
    const now = performance.now();
    const mayGrow = taken * 2 > size;
    if (now - since >= (mayGrow ? roundTrip.current() : roundTrip.latest)) {
      const wanted = Math.min(taken * 2, MAX_WINDOW_BYTES, size + MAX_TOTAL_BYTES - totalGrantedBytes);
      if (wanted > size) resize(wanted);
      taken = 0;
      since = now;
    }
    if (waiting > size / 2 && size > INITIAL_WINDOW_BYTES) resize(Math.max(size / 2, INITIAL_WINDOW_BYTES));
    const used = size - window.remaining() - waiting;
    if (used >= size / 4) window.add(used);
  });
  channel.once("close", () => resize(INITIAL_WINDOW_BYTES));
}
