import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import { Duplex } from "node:stream";
import { connect as connectTls, createServer as createTlsServer, type TLSSocket } from "node:tls";
import { afterEach, beforeAll, describe, expect, it } from "vitest";
import { pendingPlaintext, watchEnciphering } from "../../../../src/core/net/tls/pending-plaintext.js";
import { StreamBytes, type ClosableStream } from "../../../../src/core/net/tls/stream-bytes.js";
import { unreadInTls } from "../../../../src/core/net/unread-in-tls.js";
import { makePemPair, type PemPair } from "../../../support/fixtures/tls-certificates.js";

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

/** Takes what is written piece by piece, when the test says so. */
function slowStream(): { readonly stream: ClosableStream; readonly taken: Buffer[]; readonly takeOne: () => void } {
  const taken: Buffer[] = [];
  const waiting: (() => void)[] = [];
  const stream = new Duplex({
    read: () => undefined,
    write(chunk: Buffer, _encoding, callback) {
      waiting.push(() => {
        taken.push(Buffer.from(chunk)); // as late as the stream may look at it
        callback();
      });
    },
  });
  return {
    stream: Object.assign(stream, { close: () => stream.destroy() }),
    taken,
    takeOne: () => waiting.shift()?.(),
  };
}

const piece = (fill: number, length = 16_406): Buffer => Buffer.alloc(length, fill);

describe("a stream that TLS is spoken upon", () => {
  it("hands on in one what comes in pieces, and writes over it only once that is taken", async () => {
    const { stream, taken, takeOne } = slowStream();
    const bytes = new StreamBytes(stream);
    const write = (fills: readonly number[]) => {
      bytes.cork();
      for (const fill of fills) bytes.write(piece(fill));
      bytes.uncork();
    };
    write([1, 2, 3]);
    write([4, 5, 6]);
    takeOne();
    await expect.poll(() => (takeOne(), taken.length)).toBe(2);
    expect(taken[0]).toEqual(Buffer.concat([piece(1), piece(2), piece(3)]));
    expect(taken[1]).toEqual(Buffer.concat([piece(4), piece(5), piece(6)]));
  });

  it("joins few bytes, and more than its memory holds, as well", async () => {
    const { stream, taken, takeOne } = slowStream();
    const bytes = new StreamBytes(stream);
    for (const length of [10, 100_000]) {
      bytes.cork();
      for (const fill of [1, 2, 3]) bytes.write(piece(fill, length));
      bytes.uncork();
      const all = Buffer.concat([piece(1, length), piece(2, length), piece(3, length)]);
      const before = taken.length;
      await expect.poll(() => (takeOne(), taken.length)).toBe(before + 1);
      expect(taken.at(-1)?.equals(all)).toBe(true);
    }
  });
});

describe("what a TLS socket still looks at", () => {
  let pair: PemPair;
  beforeAll(async () => {
    pair = await makePemPair();
  });

  async function tlsPair(): Promise<{
    readonly client: TLSSocket;
    readonly server: TLSSocket;
    readonly beneath: StreamBytes;
  }> {
    const listener = createTlsServer({ cert: pair.cert, key: pair.key });
    const raw = createServer((socket) => listener.emit("connection", socket)).listen(0, "127.0.0.1");
    cleanUps.push(() => new Promise((resolve) => raw.close(resolve)));
    await new Promise((resolve) => raw.once("listening", resolve));
    const arrived = new Promise<TLSSocket>((resolve) => listener.once("secureConnection", resolve));
    const socket: Socket = connect((raw.address() as AddressInfo).port, "127.0.0.1");
    const beneath = new StreamBytes(Object.assign(socket, { close: () => socket.destroy() }));
    const client = connectTls({ socket: beneath, rejectUnauthorized: false });
    watchEnciphering(client);
    await new Promise((resolve) => client.once("secureConnect", resolve));
    const server = await arrived;
    for (const one of [client, server]) cleanUps.push(() => one.on("error", () => undefined).destroy());
    return { client, server, beneath };
  }

  it("is nothing of a write that has begun, whose memory may be written over", async () => {
    const { client, server } = await tlsPair();
    const received: Buffer[] = [];
    server.on("data", (chunk: Buffer) => received.push(chunk));
    const memory = Buffer.alloc(200_000, "a");
    client.write(memory);
    expect([client.writableLength, pendingPlaintext(client)]).toEqual([200_000, 0]);
    memory.fill("b");
    client.write(Buffer.alloc(50_000, "c"));
    expect(pendingPlaintext(client)).toBe(50_000);
    await expect.poll(() => Buffer.concat(received).length).toBe(250_000);
    expect(Buffer.concat(received).toString("latin1") === "a".repeat(200_000) + "c".repeat(50_000)).toBe(true);
    await expect.poll(() => client.writableLength).toBe(0);
    expect(pendingPlaintext(client)).toBe(0);
  });

  it("is nothing of several that have gone in one call", async () => {
    const { client, server } = await tlsPair();
    const received: Buffer[] = [];
    server.on("data", (chunk: Buffer) => received.push(chunk));
    const memory = Buffer.alloc(90_000, "a");
    client.cork();
    for (let start = 0; start < memory.length; start += 30_000) client.write(memory.subarray(start, start + 30_000));
    expect(pendingPlaintext(client)).toBe(90_000);
    client.uncork();
    expect(pendingPlaintext(client)).toBe(0);
    memory.fill("b");
    await expect.poll(() => Buffer.concat(received).length).toBe(90_000);
    expect(Buffer.concat(received).toString("latin1") === "a".repeat(90_000)).toBe(true);
  });

  it("is nothing of text, or of more than is joined in memory of its own, that has gone in one call", async () => {
    const { client, server } = await tlsPair();
    const received: Buffer[] = [];
    server.on("data", (chunk: Buffer) => received.push(chunk));
    client.cork();
    client.write("226 \u00e9\r\n", "latin1");
    client.write(Buffer.alloc(300_000, "a"));
    client.write("\u00e9", "utf8");
    client.uncork();
    expect(pendingPlaintext(client)).toBe(0);
    const expected = Buffer.concat([
      Buffer.from("226 \u00e9\r\n", "latin1"),
      Buffer.alloc(300_000, "a"),
      Buffer.from("\u00e9"),
    ]);
    await expect.poll(() => Buffer.concat(received).length).toBe(expected.length);
    expect(Buffer.concat(received).equals(expected)).toBe(true);
  });

  it("goes to the stream beneath in one piece, whatever records it makes", async () => {
    const { client, server, beneath } = await tlsPair();
    beneath.carry(client);
    const received: Buffer[] = [];
    server.on("data", (chunk: Buffer) => received.push(chunk));
    const pieces: number[] = [];
    const write = beneath._write.bind(beneath);
    beneath._write = (chunk: Buffer, encoding, callback) => {
      pieces.push(chunk.length);
      write(chunk, encoding, callback);
    };
    beneath._writev = () => expect.unreachable("TLS wrote its records one by one");
    client.write(Buffer.alloc(100_000, "a")); // seven records
    await expect.poll(() => Buffer.concat(received).length).toBe(100_000);
    expect(Buffer.concat(received).equals(Buffer.alloc(100_000, "a"))).toBe(true);
    expect(pieces).toEqual([expect.toSatisfy((length: number) => length > 100_000)]);
  });

  it("is counted where it has come and nobody reads", async () => {
    const { client, server, beneath } = await tlsPair();
    expect(unreadInTls(client)).toBe(0);
    beneath.carry(client);
    client.pause();
    server.write(Buffer.alloc(200_000, "a"));
    await expect.poll(() => unreadInTls(client)).toBeGreaterThan(16_000);
    const held = unreadInTls(client);
    expect(held).toBeLessThan(200_000);
    let read = 0;
    client.on("data", (chunk: Buffer) => (read += chunk.length)).resume();
    await expect.poll(() => read).toBe(200_000);
    expect(unreadInTls(client)).toBe(0);
  });
});
