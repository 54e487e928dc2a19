import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { Duplex } from "node:stream";
import { afterEach, expect, it } from "vitest";
import { spliceStreams } from "../../../src/core/forward/splice-streams.js";

const PACKET = Buffer.alloc(32 * 1024);
const cleanUps: (() => void)[] = [];
afterEach(() => {
  for (const cleanUp of cleanUps.splice(0)) cleanUp();
});

it("hands a slow client a packet at a time of what waits in the channel, not a whole window", async () => {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const accepted = once(server, "connection") as Promise<[Socket]>;
  const reader = connect({ port: (server.address() as { port: number }).port, host: "127.0.0.1" }).pause();
  const [client] = await accepted;
  cleanUps.push(() => {
    reader.destroy();
    client.destroy();
    server.close();
  });
  const channel = new Duplex({
    highWaterMark: 2 << 20,
    read: () => undefined,
    write: (_chunk, _encoding, taken) => taken(),
  });
  let passed = 0;
  let most = 0;
  void spliceStreams(client, Object.assign(channel, { close: () => channel.destroy() }), {
    countUp: () => undefined,
    countDown: (bytes) => {
      passed += bytes;
      most = Math.max(most, client.writableLength);
    },
  });
  while (!channel.isPaused()) {
    // until the system takes no more
    channel.push(PACKET);
    await new Promise((resolve) => setImmediate(resolve));
  }
  for (let packet = 0; packet < 60; packet++) channel.push(PACKET);
  const sent = passed + channel.readableLength;
  let came = 0;
  reader
    .on("data", (chunk) => {
      came += chunk.length;
    })
    .resume();
  while (came < sent) await new Promise((resolve) => setImmediate(resolve));
  expect([came, passed]).toEqual([sent, sent]);
  expect(most).toBeLessThanOrEqual(2 * PACKET.length);
});
