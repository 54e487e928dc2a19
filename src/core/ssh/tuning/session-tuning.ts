import { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { Channel, Client } from "ssh2";
import type { ReadBuffer } from "../../net/read-buffer.js";
import { isOn } from "../../system/tuning-switch.js";
import { acknowledgeReads } from "./acknowledge-reads.js";
import { keptBySsh2 } from "./buffer-retention.js";
import { packInSlab } from "./send-buffer.js";
import { growWindow } from "./window-size.js";

/** Makes the best of one session that is logged in, and of each channel that it opens. */
export class Flow {
  /** The shortest time from asking for a channel to having it; the target's own distance is in it, so it is a bound from above. */
  #roundTrip = Number.POSITIVE_INFINITY;

  /**
   * @param stream what carries the session; inside another session's channel there is nothing to acknowledge
   * @param reads how the stream is read, where it was dialled from here
   */
  constructor(private readonly client: Client, stream: Duplex, reads: ReadBuffer | undefined) {
    const keeping = isOn && reads !== undefined ? keptBySsh2(client) : undefined;
    if (keeping !== undefined) reads?.watch(keeping);
    if (isOn) packInSlab(client, stream);
    if (isOn && stream instanceof Socket) acknowledgeReads(client, stream);
  }

  /** @param took milliseconds from asking for the channel to having it */
  opened(channel: Channel, took: number): void {
    this.#roundTrip = Math.min(this.#roundTrip, took);
    this.accepted(channel);
  }

  /** For a channel that the gateway asked for. */
  accepted(channel: Channel): void {
    if (isOn && Number.isFinite(this.#roundTrip)) growWindow(this.client, channel, this.#roundTrip);
  }
}
