import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { reuseReadBuffer } from "../net/read-buffer.js";
import { resetSocket } from "../net/reset-socket.js";
import { pendingPlaintext } from "../net/tls/pending-plaintext.js";
import { releaseAfterRead } from "../ssh/tuning/buffer-release.js";
import type { TrafficMeter } from "./traffic-meter.js";

/** A channel, or what is wrapped around one: it is closed by `close`, and tells of that by the event behind its last byte. */
export type TargetStream = Duplex & { close(): unknown };

/** Where the bytes of a spliced connection are counted. */
export type ByteCounter = Pick<TrafficMeter, "countUp" | "countDown">;

/** Sees the bytes of a spliced connection as they pass; it neither keeps nor changes them, and must not throw. */
export interface StreamTap {
  /** From the client. */
  onUp(bytes: Buffer): void;
  onDown(bytes: Buffer): void;
}

/**
 * Join a client's socket and a channel until both are closed: bytes both ways with back-pressure, each end of
 * stream passed on by itself (half-close), a break on one side shown as a break on the other.
 *
 * A lost session is not told apart here, since ssh2 ends its channels then as if the target had: whoever owns the
 * session cuts the sockets first.
 *
 * @param channel where its writable side has ended already, nobody reads there: what the client sends is passed over
 */
export function spliceStreams(
  client: Socket,
  channel: TargetStream,
  counter: ByteCounter,
  tap?: StreamTap,
): Promise<void> {
  const isUnread = channel.writableEnded;
  if (!isUnread) client.on("data", (chunk) => counter.countUp(chunk.length));
  if (tap !== undefined) {
    client.on("data", (chunk) => tap.onUp(chunk));
    channel.on("data", (chunk: Buffer) => tap.onDown(chunk));
  }
  reuseReadBuffer(client, () => pendingPlaintext(channel) > 0);
  if (isUnread) client.resume();
  else client.pipe(channel, { end: false });
  pipeToClient(channel, client, counter);

  client.on("end", () => channel.end());
  channel.on("end", () => client.end());

  const channelClosed = new Promise<void>((resolve) => channel.once("close", resolve));
  const clientClosed = new Promise<void>((resolve) => client.once("close", resolve));
  void channelClosed.then(() => {
    if (!client.writableEnded) resetSocket(client);
    else if (!isUnread) client.destroySoon(); // nobody is left to take what it still sends
    // else its own end follows; closed before it, the system would answer what it sends by a reset, which overtakes the last bytes
  });
  void clientClosed.then(() => {
    channel.resume(); // nobody reads any more, and ssh2 tells of `close` only behind the last byte
    if (!client.readableEnded || channel.writableFinished) channel.close();
    else channel.once("finish", () => channel.close()); // the last bytes of an upload are still on their way
  });
  return Promise.all([channelClosed, clientClosed]).then(() => undefined);
}

/** Bytes down: what one read of the session brought goes to the client in one call, and that read's memory may be used again as soon as the system has it. */
function pipeToClient(channel: TargetStream, client: Socket, counter: ByteCounter): void {
  let isCorked = false;
  const flush = (): boolean => {
    if (isCorked) {
      isCorked = false;
      client.uncork();
      if (client.writableNeedDrain && client.writableLength > 0) {
        channel.pause();
        client.once("drain", () => channel.resume());
      }
    }
    return pendingPlaintext(client) === 0;
  };
  channel.on("data", (chunk: Buffer) => {
    counter.countDown(chunk.length);
    if (client.destroyed) return;
    if (!isCorked) {
      isCorked = true;
      client.cork();
      process.nextTick(flush);
    }
    if (!client.write(chunk) && channel.readableLength > 0) flush(); // what waited in the channel comes all at once
  });
  releaseAfterRead(channel, flush);
}
