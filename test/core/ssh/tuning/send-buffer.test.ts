import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { connect, Socket } from "node:net";
import ssh2, { type Channel } from "ssh2";
import { afterEach, describe, expect, it } from "vitest";
import { reuseSendBuffer } from "../../../../src/core/ssh/tuning/send-buffer.js";
import { freshKey } from "../../../support/fixtures/fresh-key.js";

const cleanUps: (() => void)[] = [];
afterEach(() => {
  for (const cleanUp of cleanUps.splice(0)) cleanUp();
});

type Algorithms = NonNullable<ssh2.ConnectConfig["algorithms"]>;

/** A session that packs this way, with two channels; `far` is the server's end of each. */
async function joined(algorithms: Algorithms) {
  const server = new ssh2.Server({ hostKeys: [freshKey().private], algorithms });
  const client = new ssh2.Client();
  cleanUps.push(() => {
    client.destroy();
    server.close();
  });
  const far: Channel[] = [];
  server
    .on("connection", (connection) => {
      connection
        .on("error", () => undefined)
        .on("authentication", (attempt) => attempt.accept())
        .on("tcpip", (accept) => far.push(accept()));
    })
    .listen(0, "127.0.0.1");
  await once(server, "listening");
  const sock = connect((server.address() as { port: number }).port, "127.0.0.1");
  client.on("error", () => undefined).connect({ sock, username: "olive", hostVerifier: () => true, algorithms });
  await once(client, "ready");
  const near: Channel[] = [];
  for (let count = 0; count < 2; count++) {
    near.push(
      await new Promise<Channel>((resolve, reject) =>
        client.forwardOut("127.0.0.1", 1, "popeye", 21, (error, channel) => (error ? reject(error) : resolve(channel))),
      ),
    );
  }
  return { client, sock, near, far };
}

const digest = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");

describe("packets that are put together in one slab", () => {
  const ways: readonly Algorithms[] = [
    { cipher: ["aes128-gcm@openssh.com"] },
    { cipher: ["chacha20-poly1305@openssh.com"] },
    { cipher: ["aes256-ctr"], hmac: ["hmac-sha2-256-etm@openssh.com"] },
    { cipher: ["aes128-ctr"], hmac: ["hmac-sha1-96"] },
    { cipher: ["aes128-gcm@openssh.com"], compress: ["zlib@openssh.com"] },
  ];
  it.each(ways)("arrive unharmed, whatever waits and over exchanges of keys, with %o", async (algorithms) => {
    const { client, sock, near, far } = await joined(algorithms);
    expect(reuseSendBuffer(client, sock)).toBe(true);
    const sent = randomBytes(6 << 20);
    const hashes = near.map(() => createHash("sha256"));
    const ended = far.map((channel, index) =>
      once(
        channel.on("data", (chunk: Buffer) => hashes[index]?.update(chunk)),
        "end",
      ),
    );
    far[1]?.pause(); // its window is used up, and the rest of it waits
    let from = 0;
    for (let length = 5_000; from < sent.length; length = ((length * 7 + 911) % 150_000) + 1) {
      for (const channel of near) channel.write(sent.subarray(from, from + length));
      from += length;
      if (from % 5 === 0) await new Promise((resolve) => setImmediate(resolve));
      if (from % 40 === 0) (client as unknown as { _protocol: { rekey(): void } })._protocol.rekey();
    }
    far[1]?.resume();
    for (const channel of near) channel.end();
    await Promise.all(ended);
    expect(hashes.map((hash) => hash.digest("hex"))).toEqual([digest(sent), digest(sent)]);
  });

  it("make next to no buffers of their own", async () => {
    const {
      client,
      sock,
      near: [near],
      far: [far],
    } = await joined({ cipher: ["aes128-gcm@openssh.com"] });
    reuseSendBuffer(client, sock);
    const written = new Set<ArrayBufferLike>();
    const write = (chunk: Buffer): boolean => Socket.prototype.write.call(sock, chunk);
    Object.assign(sock, {
      write: (chunk: Buffer) => {
        if (chunk.length > 8192) written.add(chunk.buffer);
        return write(chunk);
      },
    });
    const part = randomBytes(32 * 1024);
    far?.resume();
    for (let count = 0; count < 500; count++) if (near?.write(part) === false) await once(near, "drain");
    expect(written.size).toBeLessThan(25); // of 500: a few find the slab full
  });
});
