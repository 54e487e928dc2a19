import type { Socket } from "node:net";
import type { Channel } from "ssh2";
import { readAgain } from "../net/read-buffer.js";
import { breakOff } from "../net/reset-socket.js";
import { keepsNothing } from "../ssh/tuning/buffer-release.js";
import type { Meter } from "./meter.js";

/** Where the bytes of a spliced connection are counted. */
export type Counter = Pick<Meter, "up" | "down">;

/**
 * Join a client's socket and a channel until both are closed: bytes both ways with back-pressure, each end of
 * stream passed on by itself (half-close), a break on one side shown as a break on the other.
 *
 * A lost session is not told apart here, since ssh2 ends its channels then as if the target had: whoever owns the
 * session cuts the sockets first.
 */
export function splice(client: Socket, channel: Channel, meter: Counter): Promise<void> {
  client.on("data", (chunk) => meter.up(chunk.length));
  readAgain(client, () => channel.writableLength > 0);
  client.pipe(channel, { end: false });
  pour(channel, client, meter);

  client.on("end", () => channel.end());
  channel.on("end", () => client.end());

  const channelClosed = new Promise<void>((resolve) => channel.once("close", resolve));
  const clientClosed = new Promise<void>((resolve) => client.once("close", resolve));
  void channelClosed.then(() => {
    if (client.writableEnded) client.destroySoon(); // nobody is left to take what it still sends
    else breakOff(client);
  });
  void clientClosed.then(() => {
    channel.resume(); // nobody reads any more, and ssh2 tells of `close` only behind the last byte
    if (!client.readableEnded || channel.writableFinished) channel.close();
    else channel.once("finish", () => channel.close()); // the last bytes of an upload are still on their way
  });
  return Promise.all([channelClosed, clientClosed]).then(() => undefined);
}

/** Bytes down: what one read of the session brought goes to the client in one call, and that read's memory may be used again as soon as the system has it. */
function pour(channel: Channel, client: Socket, meter: Counter): void {
  let isHeld = false;
  const letGo = (): boolean => {
    if (isHeld) {
      isHeld = false;
      client.uncork();
      if (client.writableNeedDrain && client.writableLength > 0) {
        channel.pause();
        client.once("drain", () => channel.resume());
      }
    }
    return client.writableLength === 0;
  };
  channel.on("data", (chunk: Buffer) => {
    meter.down(chunk.length);
    if (client.destroyed) return;
    if (!isHeld) {
      isHeld = true;
      client.cork();
      process.nextTick(letGo);
    }
    if (!client.write(chunk) && channel.readableLength > 0) letGo(); // what waited in the channel comes all at once
  });
  keepsNothing(channel, letGo);
}
