import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { connect } from "node:net";
import { Duplex, PassThrough } from "node:stream";
import ssh2, { type Channel } from "ssh2";
import { afterEach, describe, expect, it, vi } from "vitest";
import { observeMessages, guardChannelMessages } from "../../../../src/core/ssh/ssh2-internals/channel-messages.js";
import {
  deciphererHolds,
  keyExchangeProbe,
  receivedCounter,
} from "../../../../src/core/ssh/ssh2-internals/decipherer.js";
import { negotiatedAlgorithms } from "../../../../src/core/ssh/ssh2-internals/key-exchange.js";
import { installDataPacking, ignoreSender } from "../../../../src/core/ssh/ssh2-internals/packet-sending.js";
import { pinger } from "../../../../src/core/ssh/ssh2-internals/ping.js";
import { receiveWindow } from "../../../../src/core/ssh/ssh2-internals/receive-window.js";
import { enforceLimits } from "../../../../src/core/ssh/enforce-limits.js";
import { mayLendMemory, mayLendMemoryTo } from "../../../../src/core/ssh/ssh2-internals/protocol.js";
import { acknowledgeReads } from "../../../../src/core/ssh/tuning/acknowledge-reads.js";
import { RoundTrip } from "../../../../src/core/ssh/tuning/round-trip.js";
import { growWindow } from "../../../../src/core/ssh/tuning/channel-window-size.js";
import { SshSession } from "../../../../src/core/ssh/ssh-session.js";
import { profileSchema } from "../../../../src/shared/profile/profile-schema.js";
import { freshKey } from "../../../support/fixtures/fresh-key.js";
import { ScriptedPrompter, testEnvironment } from "../../../support/fixtures/test-environment.js";

const cleanUps: (() => void)[] = [];
afterEach(() => {
  for (const cleanUp of cleanUps.splice(0)) cleanUp();
});

/** ssh2's client and server, joined, with one channel; `served` is the server's end of it. @param through what the client speaks through */
async function joined(through: (port: number) => Duplex = (port) => connect(port, "127.0.0.1")) {
  const heard: string[] = []; // what ssh2 says of each packet, behind a time
  const hostKey = freshKey().private;
  const server = new ssh2.Server({ hostKeys: [hostKey], debug: (line) => heard.push(line) });
  const client = new ssh2.Client();
  cleanUps.push(() => {
    client.destroy();
    server.close();
  });
  const served = new Promise<Channel>((resolve) =>
    server.on("connection", (session) => {
      session.on("error", () => undefined).on("authentication", (attempt) => attempt.accept());
      session.on("tcpip", (accept) => resolve(accept()));
    }),
  );
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const sock = through((server.address() as { port: number }).port);
  client.connect({ sock, username: "olive", hostVerifier: () => true });
  await once(client, "ready");
  const channel = await new Promise<Channel>((resolve, reject) =>
    client.forwardOut("127.0.0.1", 1, "popeye", 21, (error, opened) => (error ? reject(error) : resolve(opened))),
  );
  return { client, channel, served: await served, heard, sock };
}

/** A connection whose reads are never longer than this, one a turn. */
function inPieces(port: number, most: number): Duplex {
  const socket = connect(port, "127.0.0.1");
  const pieces = new Duplex({
    read: () => undefined,
    write: (chunk: Buffer, _encoding, taken) => socket.write(chunk, taken),
    destroy: (error, over) => {
      socket.destroy();
      over(error);
    },
  });
  Object.defineProperty(pieces, "bytesWritten", { get: () => socket.bytesWritten });
  socket.on("data", (chunk) => {
    socket.pause();
    const next = (at: number): void => {
      pieces.push(chunk.subarray(at, at + most));
      if (at + most < chunk.length) setImmediate(next, at + most);
      else setImmediate(() => socket.resume());
    };
    next(0);
  });
  return pieces;
}

describe("what Culvert touches inside ssh2", () => {
  it("is where it is expected; if this fails, a new ssh2 has changed and forwards run at its own slow pace", async () => {
    const { client, channel } = await joined();
    expect(ignoreSender(client)).toBeTypeOf("function");
    expect(negotiatedAlgorithms(client)).toMatchObject({
      keyExchange: "curve25519-sha256@libssh.org",
      hostKey: "ssh-ed25519",
    });
    expect(receivedCounter(client)?.().packets).toBeGreaterThan(0);
    expect([keyExchangeProbe(client)?.(), deciphererHolds(client)?.(new ArrayBuffer(1))]).toEqual([false, false]);
    expect(observeMessages(client, { onData: () => undefined, onOther: () => undefined })).toBe(true);
    expect(receiveWindow(client, channel)?.remaining()).toBe(2 * 1024 * 1024);
    expect(installDataPacking(client, { allocate: () => undefined, randomBytes, beforeSend: () => undefined })).toBe(
      true,
    );
    expect(guardChannelMessages(client, { onRequest: () => true, onOpen: () => true, onData: () => true })).toBe(true);
  });

  it("ends a session whose gateway cannot be held to its limits", () => {
    const broken: string[] = [];
    const withoutInternals: unknown = {};
    enforceLimits(withoutInternals as ssh2.Client, new PassThrough(), (detail) => broken.push(detail));
    expect(broken).toEqual(["this release of ssh2 does not let Culvert hold the gateway to its limits"]);
  });

  it("lets nobody log in where a login cannot be held to its rules, and says so by a code", async () => {
    const server = new ssh2.Server({ hostKeys: [freshKey().private] }, (session) => {
      session.on("error", () => undefined).on("authentication", (attempt) => attempts.push(attempt.method));
    });
    const attempts: string[] = [];
    cleanUps.push(() => server.close());
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    const { port } = server.address() as { port: number };
    const { value: begin } = Object.getOwnPropertyDescriptor(ssh2.Client.prototype, "connect") as {
      value: (this: ssh2.Client, config: ssh2.ConnectConfig) => ssh2.Client;
    };
    const moved = vi.spyOn(ssh2.Client.prototype, "connect").mockImplementation(function (this: ssh2.Client, config) {
      begin.call(this, config);
      Reflect.deleteProperty((this as unknown as { _protocol: object })._protocol, "_authsQueue");
      return this;
    });
    cleanUps.push(() => moved.mockRestore());
    const { gateway } = profileSchema.parse({
      id: "a",
      name: "a",
      gateway: { host: "127.0.0.1", port, username: "olive", auth: [{ method: "password" }] },
    });
    const opening = SshSession.open(gateway, {
      profile: "a",
      environment: testEnvironment({
        prompter: new ScriptedPrompter(() => ({ kind: "secret", text: "spinach", remember: false })),
      }),
      signal: new AbortController().signal,
      onStep: () => undefined,
    });
    await expect(opening).rejects.toMatchObject({ failure: { code: "ssh.incompatible", host: "127.0.0.1", port } });
    expect(attempts).toEqual([]);
  });

  it("lends memory to the release that package.json names, and to no other", () => {
    const { dependencies } = JSON.parse(readFileSync("package.json", "utf8")) as {
      dependencies: Record<string, string>;
    };
    expect(dependencies["ssh2"]).toMatch(/^\d+\.\d+\.\d+$/);
    expect([dependencies["ssh2"], "1.17.1", "2.0.0", undefined].map(mayLendMemoryTo)).toEqual([
      true,
      false,
      false,
      false,
    ]);
    expect(mayLendMemory()).toBe(true);
  });

  it("sends SSH_MSG_IGNORE, which the other side passes over", async () => {
    const { client, channel, served, heard } = await joined();
    ignoreSender(client)?.();
    channel.write("ahoy");
    const [chunk] = (await once(served, "data")) as [Buffer];
    expect(chunk.toString()).toBe("ahoy");
    expect(heard.filter((line) => line.endsWith("Inbound: Received IGNORE"))).toHaveLength(1);
  });

  it("asks whether the gateway is there, and is told of each answer in its turn", async () => {
    const { client, heard } = await joined();
    const ping = pinger(client);
    const notified: number[] = [];
    await new Promise<void>((resolve) => {
      for (const number of [1, 2, 3])
        ping?.(() => {
          if (notified.push(number) === 3) resolve();
        });
    });
    expect(notified).toEqual([1, 2, 3]);
    expect(heard.filter((line) => line.includes("Inbound: GLOBAL_REQUEST (keepalive@openssh.com)"))).toHaveLength(3);
  });

  it("holds SSH_MSG_IGNORE back during a key exchange, and loses nothing", async () => {
    const { client, channel, served } = await joined();
    const sendIgnore = ignoreSender(client);
    const rekeyed = once(client, "handshake");
    (client as unknown as { _protocol: { rekey(): void } })._protocol.rekey();
    for (let count = 0; count < 10; count++) sendIgnore?.();
    channel.write("ahoy");
    const [chunk] = (await once(served, "data")) as [Buffer];
    await rekeyed;
    expect(chunk.toString()).toBe("ahoy");
  });
});

describe("acknowledgeReads", () => {
  it("answers a short packet, and a long one once nothing follows, rather than its pieces", async () => {
    const { client, channel, served, sock } = await joined((port) => inPieces(port, 7_000));
    const acknowledged = acknowledgeReads(client, sock);
    let came = 0;
    channel.on("data", (chunk: Buffer) => {
      came += chunk.length;
    });
    const untilCame = async (bytes: number) => {
      while (came < bytes) await new Promise((resolve) => setTimeout(resolve, 1));
    };
    const sent: number[] = [];
    for (const bytes of [4, 30_000, 2_000, 25_000]) {
      served.write(Buffer.alloc(bytes));
      sent.push(bytes);
      await untilCame(sent.reduce((sum, one) => sum + one));
      await expect.poll(() => acknowledged.packets).toBe(sent.length);
    }
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(acknowledged.packets).toBe(sent.length);
  });
});

describe("RoundTrip", () => {
  it("is what the gateway takes to answer now, once somebody asks for it, and at least what was waited already", async () => {
    const { client, heard } = await joined();
    const roundTrip = new RoundTrip(client);
    expect(roundTrip.latest).toBe(Number.POSITIVE_INFINITY);
    roundTrip.add(60_000);
    expect([roundTrip.shortest, roundTrip.latest, roundTrip.current()]).toEqual([60_000, 60_000, 60_000]);
    await expect.poll(() => roundTrip.latest).toBeLessThan(60_000);
    expect(roundTrip.shortest).toBe(roundTrip.latest);
    for (let count = 0; count < 10; count++) roundTrip.current();
    expect(heard.filter((line) => line.includes("keepalive@openssh.com")).length, "not for each look").toBeLessThan(10);
  });
});

describe("growWindow", () => {
  const CHUNK = Buffer.alloc(512 * 1024);
  const FIRST = 2 * 1024 * 1024;
  const away = (milliseconds: number) => ({
    shortest: milliseconds,
    latest: milliseconds,
    current: () => milliseconds,
  });

  /** All that the server can send before it must wait. */
  const sendUntilHeld = async (served: Channel): Promise<number> => {
    let sent = 0;
    for (;;) {
      const taken = await Promise.race([
        new Promise<true>((resolve) => served.write(CHUNK, () => resolve(true))),
        new Promise<false>((resolve) => setTimeout(() => resolve(false), 300)),
      ]);
      if (!taken) return sent;
      sent += CHUNK.length;
    }
  };

  it("lets the other side send more on a long path, as long as what comes is read", async () => {
    const { client, channel, served } = await joined();
    growWindow(client, channel, away(50));
    const left = () => receiveWindow(client, channel)?.remaining() ?? 0;
    channel.on("data", () => undefined);
    for (let sent = 0; sent < 400 && left() <= 2 * FIRST; sent++)
      await new Promise((resolve) => served.write(CHUNK, resolve));
    expect(left()).toBeGreaterThan(2 * FIRST);
  });

  it("lets a client that stops reading stop the sender", async () => {
    const { client, channel, served } = await joined();
    growWindow(client, channel, away(50));
    channel.pause();
    expect(await sendUntilHeld(served)).toBeLessThanOrEqual(2 * FIRST);
  });

  it("leaves a short path as ssh2 has it", async () => {
    const { client, channel, served } = await joined();
    growWindow(client, channel, away(1));
    channel.on("data", () => undefined);
    for (let sent = 0; sent < 40; sent++) await new Promise((resolve) => served.write(CHUNK, resolve));
    expect(receivedCounter(client)?.().packets).toBeGreaterThan(0);
    expect([keyExchangeProbe(client)?.(), deciphererHolds(client)?.(new ArrayBuffer(1))]).toEqual([false, false]);
    expect(observeMessages(client, { onData: () => undefined, onOther: () => undefined })).toBe(true);
    expect(receiveWindow(client, channel)?.remaining()).toBeLessThanOrEqual(FIRST);
  });
});
