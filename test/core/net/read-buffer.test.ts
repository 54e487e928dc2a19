import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import ssh2, { type Channel } from "ssh2";
import { afterEach, describe, expect, it } from "vitest";
import { spliceStreams } from "../../../src/core/forward/splice-streams.js";
import { wrapAccepted, reuseReadBuffer, ReadBuffer } from "../../../src/core/net/read-buffer.js";
import { releaseAfterRead } from "../../../src/core/ssh/tuning/buffer-release.js";
import { watchRetention } from "../../../src/core/ssh/tuning/buffer-retention.js";
import { freshKey } from "../../support/fixtures/fresh-key.js";

const cleanUps: (() => void)[] = [];
afterEach(() => {
  for (const cleanUp of cleanUps.splice(0)) cleanUp();
});

interface WithRekey {
  readonly _protocol: { rekey(): void };
}

/** A session over a socket that reads this way, with as many channels as asked, both ends of each. */
async function joined(channels: number, cipher: ssh2.CipherAlgorithm = "aes128-gcm@openssh.com") {
  const server = new ssh2.Server({ hostKeys: [freshKey().private], algorithms: { cipher: [cipher] } });
  const client = new ssh2.Client();
  cleanUps.push(() => {
    client.destroy();
    server.close();
  });
  const served: Channel[] = [];
  const session = new Promise<ssh2.Connection>((resolve) =>
    server.on("connection", (connection) => {
      resolve(connection);
      connection.on("error", () => undefined).on("authentication", (attempt) => attempt.accept());
      connection.on("tcpip", (accept) => served.push(accept()));
    }),
  );
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const reads = new ReadBuffer();
  const sock = reads.connect({ host: "127.0.0.1", port: (server.address() as { port: number }).port });
  await once(sock, "connect");
  client
    .on("error", () => undefined)
    .connect({ sock, username: "olive", hostVerifier: () => true, algorithms: { cipher: [cipher] } });
  await once(client, "ready");
  const opened: Channel[] = [];
  for (let count = 0; count < channels; count++) {
    opened.push(
      await new Promise<Channel>((resolve, reject) =>
        client.forwardOut("127.0.0.1", 1, "popeye", 21, (error, channel) => (error ? reject(error) : resolve(channel))),
      ),
    );
  }
  return { client, reads, opened, served, session: (await session) as unknown as WithRekey };
}

const digest = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");

describe("reading into one buffer again and again", () => {
  const ciphers: readonly ssh2.CipherAlgorithm[] = [
    "aes128-gcm@openssh.com",
    "aes128-ctr",
    "chacha20-poly1305@openssh.com",
  ];
  it.each(ciphers)("loses nothing of what is kept or copied, over exchanges of keys, with %s", async (cipher) => {
    const {
      client,
      reads,
      opened: [copied, kept],
      served: [first, second],
      session,
    } = await joined(2, cipher);
    if (copied === undefined || kept === undefined || first === undefined || second === undefined)
      throw new Error("two channels were opened");
    const keeping = watchRetention(client);
    if (keeping === undefined) throw new Error("a new ssh2 has changed, and no buffer is used again");
    reads.setRetention(keeping);
    releaseAfterRead(copied);

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

  it.each(ciphers)("makes next to no buffers where nobody keeps anything, with %s", async (cipher) => {
    const {
      client,
      reads,
      opened: [channel],
      served: [far],
    } = await joined(1, cipher);
    const keeping = watchRetention(client);
    if (channel === undefined || far === undefined || keeping === undefined)
      throw new Error("a new ssh2 has changed, and no buffer is used again");
    reads.setRetention(keeping);
    releaseAfterRead(channel);
    const buffers = new Set<ArrayBufferLike>();
    channel.on("data", (chunk: Buffer) => {
      if (chunk.length > 20_000) buffers.add(chunk.buffer);
    });
    far.end(Buffer.alloc(32 << 20));
    await once(channel, "end");
    expect(buffers.size).toBeLessThan(12); // of a thousand packets: what is read into grows, and two are for packets that come in two reads
  });

  it("loses nothing of what is spliced to a client that reads by fits and starts, over exchanges of keys", async () => {
    const {
      client,
      reads,
      opened: [channel],
      served: [far],
      session,
    } = await joined(1);
    const keeping = watchRetention(client);
    if (channel === undefined || far === undefined || keeping === undefined)
      throw new Error("a new ssh2 has changed, and no buffer is used again");
    reads.setRetention(keeping);
    const server = createServer(
      { allowHalfOpen: true, pauseOnConnect: true },
      (socket) =>
        void spliceStreams(
          socket.on("error", () => undefined),
          channel,
          { countUp: () => undefined, countDown: () => undefined },
        ),
    ).listen(0, "127.0.0.1");
    cleanUps.push(() => server.close());
    await once(server, "listening");
    const reader = connect((server.address() as { port: number }).port, "127.0.0.1");
    cleanUps.push(() => reader.destroy());
    const hash = createHash("sha256");
    let chunks = 0;
    reader.on("data", (chunk) => {
      hash.update(chunk);
      if (++chunks % 40 !== 0) return;
      reader.pause();
      setTimeout(() => reader.resume(), (chunks % 3) * 4);
    });
    const sent = randomBytes(32 << 20);
    for (let from = 0; from < sent.length; from += 8 << 20) {
      session._protocol.rekey();
      far.write(sent.subarray(from, from + (8 << 20)));
    }
    far.end();
    await once(reader, "end");
    expect(hash.digest("hex")).toBe(digest(sent));
  });

  it("copies what comes before anybody watches, so that all of it can be kept", async () => {
    const {
      opened: [channel],
      served: [far],
    } = await joined(1);
    if (channel === undefined || far === undefined) throw new Error("a channel was opened");
    const sent = randomBytes(4 << 20);
    const parts: Buffer[] = [];
    channel.on("data", (chunk: Buffer) => parts.push(chunk));
    far.end(sent);
    await once(channel, "end");
    expect(digest(Buffer.concat(parts))).toBe(digest(sent));
  });
});

describe("reading an accepted connection the same way", () => {
  /** An accepted connection, adopted, with its client and its server. */
  async function accepted(): Promise<{
    readonly server: Server;
    readonly client: Socket;
    readonly socket: Socket;
    readonly original: Socket;
  }> {
    const server = createServer({ allowHalfOpen: true, pauseOnConnect: true, noDelay: true }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const client = connect((server.address() as { port: number }).port, "127.0.0.1").on("error", () => undefined);
    const [[original]] = await Promise.all([once(server, "connection") as Promise<[Socket]>, once(client, "connect")]);
    const socket = wrapAccepted(original).on("error", () => undefined);
    cleanUps.push(() => {
      client.destroy();
      socket.destroy();
      server.close();
    });
    return { server, client, socket, original };
  }

  it("works; if this fails, a new Node has changed and uploads are read at its own slow pace", async () => {
    const { socket, original } = await accepted();
    expect(socket).not.toBe(original);
  });

  it("keeps addresses and half-open ends, and lets a server that closes wait for it", async () => {
    const { server, client, socket } = await accepted();
    expect([socket.remotePort, socket.localPort]).toEqual([client.localPort, client.remotePort]);
    let closed = false;
    const over = once(server, "close").then(() => {
      closed = true;
    });
    server.close();
    client.resume().end("ahoy");
    const [chunk] = (await once(socket.resume(), "data")) as [Buffer];
    await once(socket, "end");
    await new Promise((resolve) => setImmediate(resolve));
    expect([chunk.toString(), closed]).toEqual(["ahoy", false]);
    socket.end("bye");
    await Promise.all([once(client, "end"), over]);
  });

  it("loses nothing of what its reader keeps, copies or lets wait, in few buffers", async () => {
    const { client, socket } = await accepted();
    const sent = randomBytes(16 << 20);
    client.end(sent);
    const hash = createHash("sha256");
    const kept: Buffer[] = [];
    const buffers = new Set<ArrayBufferLike>();
    let chunks = 0;
    let keeps = false;
    reuseReadBuffer(socket, () => keeps);
    socket.on("data", (chunk: Buffer) => {
      buffers.add(chunk.buffer);
      keeps = chunks++ % 50 === 49;
      if (keeps) kept.push(chunk, Buffer.from(chunk));
      hash.update(chunk);
      if (chunks % 20 === 0) {
        socket.pause();
        setImmediate(() => socket.resume());
      }
    });
    await once(socket.resume(), "end");
    expect(hash.digest("hex")).toBe(digest(sent));
    for (let index = 0; index < kept.length; index += 2)
      expect(kept[index]?.equals(kept[index + 1] ?? Buffer.alloc(0))).toBe(true);
    expect(buffers.size).toBeLessThan(chunks / 2);
  });

  it("may be kept for ever where its reader has said nothing", async () => {
    const { client, socket } = await accepted();
    const sent = randomBytes(4 << 20);
    client.end(sent);
    const parts: Buffer[] = [];
    socket.on("data", (chunk: Buffer) => parts.push(chunk));
    await once(socket.resume(), "end");
    expect(digest(Buffer.concat(parts))).toBe(digest(sent));
  });
});
