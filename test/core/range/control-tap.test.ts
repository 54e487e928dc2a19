import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { Duplex } from "node:stream";
import fc from "fast-check";
import type { Channel } from "ssh2";
import { describe, expect, it } from "vitest";
import type { HopReport } from "../../../src/core/forward/session-access.js";
import { spliceStreams } from "../../../src/core/forward/splice-streams.js";
import { reportsOf, controlTap } from "../../../src/core/range/control-tap.js";
import { ManualClock } from "../../support/fixtures/test-environment.js";

const expected = { passive: "2534-2536", ports: new Set([2534, 2535, 2536]) };

describe("what is seen in a range's control connection", () => {
  it.each([
    { seen: { kind: "passive", port: 2534, address: "127.0.0.1" }, reports: [{ kind: "passive-inside" }] },
    { seen: { kind: "passive", port: 2535 }, reports: [{ kind: "passive-inside" }] },
    {
      seen: { kind: "passive", port: 40_022, address: "127.0.0.1" },
      reports: [{ kind: "outside-range", port: 40_022, passive: "2534-2536" }],
    },
    { seen: { kind: "passive", port: 1024 }, reports: [{ kind: "outside-range", port: 1024, passive: "2534-2536" }] },
    {
      seen: { kind: "passive", port: 2536, address: "192.168.1.7" },
      reports: [{ kind: "other-address", address: "192.168.1.7", dialled: "127.0.0.1" }],
    },
    {
      seen: { kind: "passive", port: 9_999, address: "192.168.1.7" },
      reports: [
        { kind: "outside-range", port: 9_999, passive: "2534-2536" },
        { kind: "other-address", address: "192.168.1.7", dialled: "127.0.0.1" },
      ],
    },
    { seen: { kind: "tls-begun" }, reports: [{ kind: "tls-unreadable" }] },
    { seen: { kind: "login-accepted" }, reports: [{ kind: "login-accepted", at: 7 }] },
    { seen: { kind: "login-refused", said: "530 No" }, reports: [{ kind: "login-refused", at: 7, said: "530 No" }] },
  ] as const)("is told of the route: $seen", ({ seen, reports }) => {
    expect(reportsOf(seen, expected, "127.0.0.1", 7)).toEqual(reports);
  });
});

const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const bytesOf = (chunks: readonly Uint8Array[]): number => chunks.reduce((sum, { length }) => sum + length, 0);

/** A client's connection that is spliced with a channel that the test plays, watched or not. @param isInTurn each side waits for what the client has sent */
async function carry(up: readonly Uint8Array[], down: readonly Uint8Array[], isWatched: boolean, isInTurn = false) {
  const server = createServer({ allowHalfOpen: true }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const accepted = once(server, "connection") as Promise<[Socket]>;
  const client = connect({ port: (server.address() as { port: number }).port, host: "127.0.0.1" });
  const [socket] = await accepted;
  const [upCame, downCame, reports]: [Buffer[], Buffer[], HopReport[]] = [[], [], []];
  const channel = new Duplex({
    read: () => undefined,
    write: (chunk: Buffer, _encoding, taken) => {
      upCame.push(Buffer.from(chunk)); // its memory is used again
      taken();
    },
  });
  const closable = Object.assign(channel, { close: () => channel.destroy() }) as unknown as Channel;
  const counter = { countUp: () => undefined, countDown: () => undefined };
  const tap = controlTap(expected, { clock: new ManualClock(), reportHop: (report) => reports.push(report) })(socket);
  const spliced = spliceStreams(socket, closable, counter, isWatched ? tap : undefined);
  client.on("data", (chunk) => downCame.push(chunk));
  for (let step = 0; step < Math.max(up.length, down.length); step++) {
    const [sent, pushed] = [up[step], down[step]];
    if (sent !== undefined) client.write(sent);
    while (isInTurn && bytesOf(upCame) < bytesOf(up.slice(0, step + 1))) await nextTurn();
    if (pushed !== undefined && pushed.length > 0) channel.push(Buffer.from(pushed));
    await nextTurn();
  }
  client.end();
  channel.push(null);
  await Promise.all([spliced, once(client, "close")]);
  server.close();
  return { up: Buffer.concat(upCame), down: Buffer.concat(downCame), reports };
}

const ftpLines = fc.constantFrom(
  "220 Hello\r\n",
  "227 Entering Passive Mode (10,0,0,1,200,13)\r\n",
  "229 Entering (|||40022|)\r\n",
  "530 No\r\n",
  "234 TLS now\r\n",
  "230-Hello\r\n",
  "USER olive\r\n",
  "AUTH TLS\r\n",
  "PASV\r\n",
);
const chunk = fc.oneof(
  fc.uint8Array({ maxLength: 3_000 }),
  ftpLines.map((line) => Buffer.from(line)),
);

describe("a watched control connection of a range", () => {
  it("passes every byte both ways as one that nobody watches", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(chunk, { maxLength: 12 }), fc.array(chunk, { maxLength: 12 }), async (up, down) => {
        const [watched, plain] = [await carry(up, down, true), await carry(up, down, false)];
        expect(watched.up.equals(Buffer.concat(up))).toBe(true);
        expect(watched.down.equals(Buffer.concat(down))).toBe(true);
        expect([watched.up, watched.down]).toEqual([plain.up, plain.down]);
      }),
      { numRuns: 40 },
    );
  });

  it("tells what it shows while it passes", async () => {
    const lines = (...texts: readonly string[]) => texts.map((text) => Buffer.from(text));
    const { reports } = await carry(
      lines("", "USER olive\r\n", "PASS oyl\r\n", "PASV\r\n"),
      lines("220 Hello\r\n", "331 And?\r\n", "530 No\r\n", "227 =10,0,0,1,200,13\r\n"),
      true,
      true,
    );
    expect(reports).toMatchObject([
      { kind: "login-refused", said: "530 No" },
      { kind: "outside-range", port: 51_213 },
      { kind: "other-address", address: "10.0.0.1", dialled: "127.0.0.1" },
    ]);
  });
});
