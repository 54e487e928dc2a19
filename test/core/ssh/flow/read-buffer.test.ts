import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import ssh2, { type Channel } from "ssh2";
import { afterEach, describe, expect, it } from "vitest";
import { keepsNothing } from "../../../../src/core/ssh/flow/keeps-nothing.js";
import { keptBySsh2 } from "../../../../src/core/ssh/flow/kept-by-ssh2.js";
import { ReadBuffer } from "../../../../src/core/ssh/flow/read-buffer.js";
import { freshKey } from "../../../support/fresh-key.js";

const cleanUps: (() => void)[] = [];
afterEach(() => { for (const cleanUp of cleanUps.splice(0)) cleanUp(); });

interface WithRekey { readonly _protocol: { rekey(): void } }

/** A session over a socket that reads this way, with as many channels as asked, both ends of each. */
async function joined(channels: number, cipher: ssh2.CipherAlgorithm = "aes128-gcm@openssh.com") {
  const server = new ssh2.Server({ hostKeys: [freshKey().private], algorithms: { cipher: [cipher] } });
  const client = new ssh2.Client();
  cleanUps.push(() => { client.destroy(); server.close(); });
  const served: Channel[] = [];
  const session = new Promise<ssh2.Connection>((resolve) => server.on("connection", (connection) => {
    resolve(connection);
    connection.on("error", () => undefined).on("authentication", (attempt) => attempt.accept());
    connection.on("tcpip", (accept) => served.push(accept()));
  }));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const reads = new ReadBuffer();
  const sock = reads.connect({ host: "127.0.0.1", port: (server.address() as { port: number }).port });
  await once(sock, "connect");
  client.on("error", () => undefined).connect({ sock, username: "olive", hostVerifier: () => true, algorithms: { cipher: [cipher] } });
  await once(client, "ready");
  const opened: Channel[] = [];
  for (let count = 0; count < channels; count++) {
    opened.push(await new Promise<Channel>((resolve, reject) => client.forwardOut("127.0.0.1", 1, "popeye", 21, (error, channel) => (error ? reject(error) : resolve(channel)))));
  }
  return { client, reads, opened, served, session: (await session) as unknown as WithRekey };
}

const digest = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");

describe("reading into one buffer again and again", () => {
  const ciphers: readonly ssh2.CipherAlgorithm[] = ["aes128-gcm@openssh.com", "aes128-ctr", "chacha20-poly1305@openssh.com"];
  it.each(ciphers)("loses nothing of what is kept or copied, over exchanges of keys, with %s", async (cipher) => {
    const { client, reads, opened: [copied, kept], served: [first, second], session } = await joined(2, cipher);
    if (copied === undefined || kept === undefined || first === undefined || second === undefined) throw new Error("two channels were opened");
    const keeping = keptBySsh2(client);
    if (keeping === undefined) throw new Error("a new ssh2 has changed, and no buffer is used again");
    reads.watch(keeping);
    keepsNothing(copied);

    const sent = randomBytes(16 << 20);
    const hash = createHash("sha256");
    const buffers = new Set<ArrayBufferLike>();
    let chunks = 0;
    copied.on("data", (chunk: Buffer) => {
      hash.update(chunk);
      buffers.add(chunk.buffer);
      chunks++;
    });
    const parts: Buffer[] = [];
    kept.on("data", (chunk: Buffer) => parts.push(chunk)); // views, looked at in the end only

    first.write(sent.subarray(0, 12 << 20));
    await new Promise<void>((resolve) => first.write(sent.subarray(12 << 20), () => resolve()));
    for (let from = 0; from < sent.length; from += 1 << 20) {
      if (from % (4 << 20) === 0) session._protocol.rekey();
      second.write(sent.subarray(from, from + (1 << 20)));
      first.write(sent.subarray(from, from + (1 << 20)));
    }
    first.end();
    second.end();
    await Promise.all([once(copied, "end"), once(kept, "end")]);

    expect(hash.digest("hex")).toBe(digest(Buffer.concat([sent, sent])));
    expect(digest(Buffer.concat(parts))).toBe(digest(sent));
    expect(buffers.size).toBeLessThan(chunks / 2);
  });

  it("copies what comes before anybody watches, so that all of it can be kept", async () => {
    const { opened: [channel], served: [far] } = await joined(1);
    if (channel === undefined || far === undefined) throw new Error("a channel was opened");
    const sent = randomBytes(4 << 20);
    const parts: Buffer[] = [];
    channel.on("data", (chunk: Buffer) => parts.push(chunk));
    far.end(sent);
    await once(channel, "end");
    expect(digest(Buffer.concat(parts))).toBe(digest(sent));
  });
});
