import { Socket } from "node:net";
import type { Duplex } from "node:stream";
import type { Channel, Client } from "ssh2";
import type { ReadBuffer } from "../../net/read-buffer.js";
import { isTuningEnabled } from "../../system/is-tuning-enabled.js";
import { acknowledgeReads } from "./acknowledge-reads.js";
import { watchRetention } from "./buffer-retention.js";
import { RoundTrip } from "./round-trip.js";
import { reuseSendBuffer } from "./send-buffer.js";
import { growWindow } from "./channel-window-size.js";

/** Makes the best of one session that is logged in, and of each channel that it opens. */
export class SessionTuning {
  readonly #roundTrip: RoundTrip;

  /**
   * @param stream what carries the session; inside another session's channel there is nothing to acknowledge
   * @param readBuffer how the stream is read, where it was dialled from here
   */
  constructor(
    private readonly client: Client,
    stream: Duplex,
    readBuffer: ReadBuffer | undefined,
  ) {
    this.#roundTrip = new RoundTrip(client);
    const retention = isTuningEnabled && readBuffer !== undefined ? watchRetention(client) : undefined;
    if (retention !== undefined) readBuffer?.setRetention(retention);
    if (isTuningEnabled) reuseSendBuffer(client, stream);
    if (isTuningEnabled && stream instanceof Socket) acknowledgeReads(client, stream);
  }

  /** @param took milliseconds from asking for the channel to having it */
  channelOpened(channel: Channel, took: number): void {
    this.#roundTrip.add(took);
    this.channelAccepted(channel);
  }

  /** For a channel that the gateway asked for. */
  channelAccepted(channel: Channel): void {
    if (isTuningEnabled && Number.isFinite(this.#roundTrip.shortest)) growWindow(this.client, channel, this.#roundTrip);
  }
}
