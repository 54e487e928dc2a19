import { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { Channel, Client } from "ssh2";
import { acknowledgeShortReads } from "./acknowledge.js";
import { batchWrites } from "./batch-writes.js";
import { growWindow } from "./grow-window.js";

/** The switch to go without: `CULVERT_FLOW=plain` leaves everything at ssh2's own pace. */
const isOn = process.env["CULVERT_FLOW"] !== "plain";

/** Make the best of a session that is logged in. A session inside another's channel needs nothing: the outer one has it. */
export function tuneSession(client: Client, stream: Duplex): void {
  if (!isOn || !(stream instanceof Socket)) return;
  batchWrites(stream);
  acknowledgeShortReads(client, stream);
}

/** Make the best of a channel that was just opened. */
export function tuneChannel(client: Client, channel: Channel): void {
  if (isOn) growWindow(client, channel);
}
