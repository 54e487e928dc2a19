import type { Channel, Client } from "ssh2";
import { receiveWindow } from "./inside-ssh2.js";

/** What ssh2 gives every channel. Bytes. */
const FIRST_WINDOW = 2 * 1024 * 1024;
/** Enough for 5 Gbit/s at 100 ms. Bytes. */
const LARGEST_WINDOW = 64 * 1024 * 1024;
/** What all channels of the process may be given beyond their first windows. Bytes. */
const LARGEST_SUM = 160 * 1024 * 1024;

let given = 0;

/**
 * Let the gateway send more before it must wait, as long as the client keeps up.
 *
 * ssh2's window is 2 MiB, refilled when half is used: on a path of 100 ms that is 10 MB/s. Here it is topped up as the
 * bytes are read, doubled each time that a whole window has been read with nothing left waiting, and halved where more
 * than half of it waits: memory is bounded by windows, and a slow client's stays small.
 */
export function growWindow(client: Client, channel: Channel): void {
  const window = receiveWindow(client, channel);
  if (window === undefined) return;
  let size = FIRST_WINDOW;
  let cameSinceResize = 0;
  const resize = (to: number) => {
    given += to - size;
    size = to;
    cameSinceResize = 0;
  };
  window.watch((came) => {
    cameSinceResize += came;
    const waiting = channel.readableLength;
    if (waiting === 0 && cameSinceResize >= size && size < LARGEST_WINDOW && given + size <= LARGEST_SUM) resize(size * 2);
    else if (waiting > size / 2 && size > FIRST_WINDOW) resize(size / 2);
    const used = size - window.left() - waiting;
    if (used >= size / 4) window.add(used);
  });
  channel.once("close", () => resize(FIRST_WINDOW));
}
