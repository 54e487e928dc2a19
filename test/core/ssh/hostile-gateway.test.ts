import { once } from "node:events";
import { connect, createServer, type AddressInfo, type Socket } from "node:net";
import ssh2, { type Channel, type Connection } from "ssh2";
import { afterEach, describe, expect, it } from "vitest";
import { resetSocket } from "../../../src/core/net/reset-socket.js";
import { SshSession } from "../../../src/core/ssh/ssh-session.js";
import { systemClock } from "../../../src/core/system/system-clock.js";
import { parseProfile } from "../../../src/shared/profile/profile-issues.js";
import { failureOf, type Failure } from "../../../src/shared/status/failure.js";
import { freshKey } from "../../support/fixtures/fresh-key.js";
import {
  ManualClock,
  MemoryKnownHosts,
  testEnvironment,
  ScriptedPrompter,
} from "../../support/fixtures/test-environment.js";
import {
  sendRaw,
  startHostileGateway,
  string,
  uint32,
  type HostileGateway,
  type Malice,
  type RawSsh,
} from "../../support/gateways/hostile-gateway.js";

const KB = 1024;
const MB = 1024 * KB;

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function gatewayWith(malice: Malice): Promise<HostileGateway> {
  const gateway = await startHostileGateway(malice);
  cleanUps.push(() => gateway.close());
  return gateway;
}

/** Log in to a gateway by password. */
async function open(
  { host, port, hostKeyLine }: HostileGateway,
  clock: ManualClock | typeof systemClock = systemClock,
): Promise<SshSession> {
  const reading = parseProfile({
    id: "popeye",
    name: "Popeye",
    gateway: { host, port, username: "olive", auth: [{ method: "password" }, { method: "keyboard-interactive" }] },
  });
  if (!reading.ok) throw new Error(JSON.stringify(reading.issues));
  const prompter = new ScriptedPrompter((question) =>
    question.kind === "prompts"
      ? { kind: "texts", texts: question.prompts.map(() => "spinach") }
      : { kind: "secret", text: "spinach", remember: false },
  );
  const environment = testEnvironment({ clock, prompter, knownHosts: new MemoryKnownHosts(`${hostKeyLine}\n`) });
  const session = await SshSession.open(reading.profile.gateway, {
    profile: "popeye",
    environment,
    signal: new AbortController().signal,
    onStep: () => undefined,
  });
  cleanUps.push(() => session.close());
  return session;
}

const failureWith = async (malice: Malice): Promise<Failure> =>
  open(await gatewayWith(malice)).then(() => {
    throw new Error("it let us in");
  }, failureOf);
const lossOf = (session: SshSession): Promise<Failure> => new Promise((resolve) => session.onLost(resolve));
const channelOf = (session: SshSession): Promise<Channel> =>
  session.openChannel({ host: "popeye", port: 21 }, { host: "127.0.0.1", port: 1 });

/** Both ends are in this process, so either has read what came after a few turns of its event loop, however long they take. */
async function turns(count: number): Promise<void> {
  for (let left = count; left > 0; left--) await new Promise((resolve) => setImmediate(resolve));
}

const flood = (socket: Socket, line: string) => {
  const pour = () => {
    while (socket.writable && socket.write(line));
  };
  socket.on("drain", pour);
  pour();
};

describe("a gateway that misbehaves before SSH begins", () => {
  it.each([
    {
      does: "sends a banner of a million bytes in one line",
      onSocket: (socket: Socket) => socket.write("x".repeat(1_000_000)),
    },
    {
      does: "sends lines without end before its greeting",
      onSocket: (socket: Socket) => flood(socket, "Ahoy there!\r\n"),
    },
    { does: "sends bytes that are no text", onSocket: (socket: Socket) => flood(socket, "\0\xff\r\r") },
    {
      does: "greets as another protocol",
      onSocket: (socket: Socket) => socket.write("220 Welcome to FTP\r\n") && socket.end(),
    },
  ])("is told as not SSH when it $does", async ({ onSocket }) => {
    const clock = new ManualClock();
    const gateway = await gatewayWith({
      onSocket: (socket) => {
        onSocket(socket);
        void turns(10).then(() => clock.advance(20_000));
      },
    });
    expect(await open(gateway, clock).catch(failureOf)).toMatchObject({ code: "ssh.not-ssh" });
  });

  it.each([
    { does: "hangs up at once", onSocket: (socket: Socket) => socket.destroy() },
    { does: "hangs up after its greeting", onSocket: (socket: Socket) => socket.end("SSH-2.0-Bluto\r\n") },
    {
      does: "greets and then talks nonsense",
      onSocket: (socket: Socket) => socket.end(`SSH-2.0-Bluto\r\n${"\xff".repeat(400)}`, "latin1"),
    },
    {
      does: "announces a packet of four gigabytes",
      onSocket: (socket: Socket) =>
        socket.end(Buffer.concat([Buffer.from("SSH-2.0-Bluto\r\n"), uint32(0xffffffff), Buffer.alloc(4096)])),
    },
  ])("ends in a failure when it $does", async ({ onSocket }) => {
    expect(await failureWith({ onSocket })).toMatchObject({
      code: expect.stringMatching(/^ssh\.(unreachable|incompatible)$/) as string,
    });
  });

  it.each([
    ["FTP", "220-Welcome to popeye\r\n220 ready\r\n"],
    ["HTTP", "HTTP/1.1 400 Bad Request\r\n"],
    ["VNC", "RFB 003.008\n"],
    ["nothing known, with signs that steer a terminal", "\x1b]0;pwned\x07\r\n\r\nssh-2.0-small\r\n"],
  ])("lets the user in where it writes lines as of %s before its own (RFC 4253, section 4.2)", async (_, lines) => {
    const gateway = await gatewayWith({});
    const way = createServer((client) => {
      client.write(lines);
      const onward = connect(gateway.port, gateway.host).on("error", () => client.destroy());
      client.on("error", () => onward.destroy()).pipe(onward);
      onward.pipe(client);
    });
    await new Promise<void>((resolve) => way.listen(0, "127.0.0.1", resolve));
    cleanUps.push(() => new Promise((resolve) => way.close(resolve)));
    const { port } = way.address() as AddressInfo;
    const hostKeyLine = gateway.hostKeyLine.replace(`:${gateway.port}`, `:${port}`);
    await open({ ...gateway, port, hostKeyLine });
  });

  it.each([
    { speaks: "FTP", greeting: "220 (vsFTPd 3.0.3)\r\n" },
    { speaks: "IMAP", greeting: "* OK Dovecot ready.\r\n" },
    { speaks: "POP3", greeting: "+OK ready\r\n" },
    { speaks: "VNC", greeting: "RFB 003.008\n" },
  ])("that speaks $speaks is told as not SSH within a second, though it waits for its client", async ({ greeting }) => {
    expect(await failureWith({ onSocket: (socket) => socket.write(greeting) })).toMatchObject({
      code: "ssh.not-ssh",
      heard: greeting.trimEnd(),
    });
  });

  it("that speaks a version of SSH that nobody speaks any more is told as incompatible at once, with what it said", async () => {
    expect(await failureWith({ onSocket: (socket) => socket.write("SSH-1.5-OpenSSH_1.2.3\n") })).toMatchObject({
      code: "ssh.incompatible",
      detail: "SSH-1.5-OpenSSH_1.2.3",
    });
  });

  it("that says nothing at all is given up in time", async () => {
    const clock = new ManualClock();
    const gateway = await gatewayWith({ onSocket: () => void turns(10).then(() => clock.advance(20_000)) });
    expect(await open(gateway, clock).catch(failureOf)).toMatchObject({ code: "ssh.unreachable", cause: "timed-out" });
  });
});

it("a gateway is offered strict key exchange, so that nobody between can drop a message unseen (CVE-2023-48795)", async () => {
  let heard = "";
  const gateway = await gatewayWith({
    onSocket: (socket) => {
      socket.on("data", (chunk) => {
        heard += chunk.toString("latin1");
        if (heard.includes("kex-strict-c-v00@openssh.com")) socket.destroy();
      });
      socket.write("SSH-2.0-Bluto\r\n");
    },
  });
  await expect(open(gateway)).rejects.toThrow();
  expect(heard).toContain(",kex-strict-c-v00@openssh.com");
});

describe("a gateway that misbehaves while logging in", () => {
  it.each<{ does: string; malice: Malice; code: string }>([
    {
      does: "disconnects with a reason",
      malice: { onLogin: (_attempt, raw) => raw.disconnect(14) },
      code: "ssh.login-refused",
    },
    {
      does: "disconnects as if it were asked to",
      malice: { onLogin: (_attempt, raw) => raw.disconnect(11) },
      code: "ssh.unreachable",
    },
    {
      does: "hangs up",
      malice: { onSession: (session) => session.on("authentication", () => session.end()), onLogin: () => undefined },
      code: "ssh.unreachable",
    },
    {
      does: "refuses everything for ever",
      malice: { onLogin: (attempt) => attempt.reject() },
      code: "ssh.login-refused",
    },
    {
      does: "names more methods than a packet holds",
      malice: { onLogin: (attempt) => attempt.reject(Array.from({ length: 10_000 }, () => "hostbased" as const)) },
      code: "ssh.unreachable",
    },
    {
      does: "asks on and on by prompts",
      code: "ssh.login-refused",
      malice: {
        onLogin: (attempt) =>
          attempt.method === "keyboard-interactive"
            ? attempt.prompt(
                Array.from({ length: 30 }, () => ({ prompt: "?".repeat(1000), echo: true })),
                () => attempt.reject(),
              )
            : attempt.reject(["keyboard-interactive"]),
      },
    },
  ])("ends in $code when it $does", async ({ malice, code }) => {
    expect(await failureWith(malice)).toMatchObject({ code });
  });

  it("sends banners without end: the login goes on beside them", async () => {
    const gateway = await gatewayWith({
      onLogin: (attempt, raw) => {
        for (let count = 0; count < 2000; count++) sendRaw(raw, 53, string("Ahoy! ".repeat(100)), string("")); // SSH_MSG_USERAUTH_BANNER
        if (attempt.method === "password") attempt.accept();
        else attempt.reject(["password"]);
      },
    });
    await open(gateway);
  });
});

describe("a gateway that goes away in the middle", () => {
  const goodGateway = () =>
    gatewayWith({
      onLogin: (attempt) => (attempt.method === "password" ? attempt.accept() : attempt.reject(["password"])),
      onChannel: (raw, channel) => {
        raw.channelOpenConfirm(channel, 7, MB, 32 * KB);
        raw.channelData(channel, Buffer.alloc(2 * KB));
        raw.channelEOF(channel);
      },
    });

  /** A way to the gateway that ends once so many bytes have come from it; and how many have come. */
  async function wayThatEnds(gateway: HostileGateway, after: number, how: (socket: Socket) => unknown) {
    let passed = 0;
    const way = createServer((client) => {
      const onward = connect(gateway.port, gateway.host).on("error", () => client.destroy());
      client
        .on("error", () => undefined)
        .on("data", (chunk) => onward.write(chunk))
        .once("close", () => onward.destroy());
      onward.on("data", (chunk) => {
        client.write(chunk.subarray(0, after - passed));
        passed += chunk.length;
        if (passed >= after) {
          onward.destroy();
          how(client);
        }
      });
    });
    await new Promise<void>((resolve) => way.listen(0, "127.0.0.1", resolve));
    cleanUps.push(
      () =>
        new Promise((resolve) => {
          way.close(() => resolve(undefined));
        }),
    );
    return {
      at: {
        ...gateway,
        port: (way.address() as AddressInfo).port,
        hostKeyLine: gateway.hostKeyLine.replace(`:${gateway.port}`, `:${(way.address() as AddressInfo).port}`),
      },
      passed: () => passed,
    };
  }

  /** Log in and read a channel to its end. */
  async function visit(gateway: HostileGateway): Promise<string> {
    try {
      const session = await open(gateway);
      const lost = lossOf(session);
      const reading = channelOf(session).then(
        (channel) => once(channel.resume(), "end").then(() => "whole"),
        (thrown: unknown) => failureOf(thrown).code,
      );
      return await Promise.race([reading, lost.then(({ code }) => code)]);
    } catch (thrown) {
      return failureOf(thrown).code;
    }
  }

  it.each([
    { does: "hangs up", how: (socket: Socket) => socket.end() },
    { does: "resets the connection", how: resetSocket },
  ])("and $does at any byte that it says: each ends in a failure at once", async ({ how }) => {
    const gateway = await goodGateway();
    const whole = await wayThatEnds(gateway, Number.POSITIVE_INFINITY, how);
    expect(await visit(whole.at)).toBe("whole");
    const total = whole.passed();
    const codes = new Set<string>();
    for (let after = 1; after < total - 100; after += Math.ceil(total / 40))
      codes.add(await visit((await wayThatEnds(gateway, after, how)).at));
    expect([...codes].filter((code) => !/^(ssh\.(unreachable|lost|not-ssh)|channel\.refused)$/.test(code))).toEqual([]);
    expect([...codes]).toEqual(expect.arrayContaining(["ssh.unreachable", "ssh.lost"]));
  });

  it.each([
    { at: "before the key exchange", malice: { onSession: (_session: unknown, raw: RawSsh) => raw.disconnect(2) } },
    {
      at: "before the login",
      malice: { onSession: (session: Connection, raw: RawSsh) => session.on("handshake", () => raw.disconnect(2)) },
    },
    { at: "as soon as it has let the user in", malice: { onReady: (raw: RawSsh) => raw.disconnect(2) } },
    { at: "in place of a channel", malice: { onChannel: (raw: RawSsh) => raw.disconnect(2) } },
  ])("and says that it disconnects $at", async ({ malice }) => {
    expect(await visit(await gatewayWith(malice as Malice))).toMatch(
      /^ssh\.(unreachable|lost|login-refused|incompatible)$/,
    );
  });
});

it("a gateway that hangs up as soon as it has let the user in is told as that, and one that hangs up later is not", async () => {
  for (const { after, atOnce } of [
    { after: 0, atOnce: true },
    { after: 1_000, atOnce: undefined },
  ]) {
    const clock = new ManualClock();
    let socket: Socket | undefined;
    const gateway = await gatewayWith({ onReady: (_raw, itsSocket) => (socket = itsSocket) });
    const session = await open(gateway, clock);
    await expect.poll(() => socket).toBeDefined();
    clock.advance(after);
    const lost = lossOf(session);
    socket?.destroy();
    const failure = await lost;
    expect(failure).toMatchObject({ code: "ssh.lost", cause: "closed" });
    expect((failure as { atOnce?: true }).atOnce).toBe(atOnce);
  }
});

it("a gateway that disconnects an open session in words is quoted", async () => {
  let raw: RawSsh | undefined;
  const gateway = await gatewayWith({ onReady: (itsRaw) => (raw = itsRaw) });
  const session = await open(gateway);
  await expect.poll(() => raw).toBeDefined();
  const lost = lossOf(session);
  if (raw !== undefined) sendRaw(raw, 1, uint32(11), string("Idle for too\u202e long."), string(""));
  expect(await lost).toMatchObject({ code: "ssh.lost", cause: "closed", detail: "Idle for too long." });
});

describe("a gateway that misbehaves once it has let the user in", () => {
  it("opens channels that nobody asked for: each is refused, and the session works on", async () => {
    const gateway = await gatewayWith({
      onReady: (raw) => {
        for (let channel = 0; channel < 5_000; channel++)
          raw.forwardedTcpip(channel, MB, 32 * KB, {
            boundAddr: "127.0.0.1",
            boundPort: 22,
            remoteAddr: "127.0.0.1",
            remotePort: 1,
          });
      },
      onChannel: (raw, channel) => raw.channelOpenConfirm(channel, 7, MB, 32 * KB),
    });
    const session = await open(gateway);
    expect((await channelOf(session)).writable).toBe(true);
  });

  it.each([
    "forwarded-tcpip",
    "x11",
    "auth-agent@openssh.com",
    "session",
    "direct-tcpip",
    "forwarded-streamlocal@openssh.com",
  ])("opens a channel of %s: it is refused, and nothing is confirmed", async (kind) => {
    const answers: string[] = [];
    const gateway = await gatewayWith({
      onReady: (raw) => {
        raw._handlers["CHANNEL_OPEN_FAILURE"] = () => answers.push("refused");
        raw._handlers["CHANNEL_OPEN_CONFIRMATION"] = () => answers.push("confirmed");
        sendRaw(
          raw,
          90,
          string(kind),
          uint32(7),
          uint32(MB),
          uint32(32 * KB),
          string("127.0.0.1"),
          uint32(22),
          string("127.0.0.1"),
          uint32(1),
        );
      },
      onChannel: (raw, channel) => raw.channelOpenConfirm(channel, 8, MB, 32 * KB),
    });
    await channelOf(await open(gateway));
    await expect.poll(() => answers).toEqual(["refused"]);
  });

  it("shows another host key when the keys are exchanged anew: the session ends before anything more is said", async () => {
    const other = ssh2.utils.parseKey(freshKey().private);
    if (other instanceof Error) throw other;
    const gateway = await gatewayWith({
      onChannel: (raw, channel) => {
        raw.channelOpenConfirm(channel, 7, MB, 32 * KB);
        raw._hostKeys = { "ssh-ed25519": other };
        raw.rekey();
      },
    });
    const session = await open(gateway);
    const lost = lossOf(session);
    await channelOf(session);
    expect(await lost).toMatchObject({ code: "ssh.lost" });
  });

  it("exchanges keys anew with the key that it has shown: the session goes on", async () => {
    let renewed = false;
    const gateway = await gatewayWith({
      onSession: (session) =>
        session.on("rekey", () => {
          renewed = true;
        }),
      onChannel: (raw, channel) => {
        raw.channelOpenConfirm(channel, channel + 7, MB, 32 * KB);
        if (!renewed) raw.rekey();
      },
    });
    const session = await open(gateway);
    await channelOf(session);
    await expect.poll(() => renewed).toBe(true);
    expect((await channelOf(session)).writable).toBe(true);
  });

  it.each([
    {
      does: "sends more than the window that it was given",
      act: (raw: RawSsh, channel: number) => {
        for (let sent = 0; sent <= 4 * MB; sent += 32 * KB) raw.channelData(channel, Buffer.alloc(32 * KB));
      },
    },
    {
      does: "sends more on the channel's error stream than the window",
      act: (raw: RawSsh, channel: number) => {
        for (let sent = 0; sent <= 4 * MB; sent += 32 * KB) raw.channelExtData(channel, Buffer.alloc(32 * KB), 1);
      },
    },
    { does: "disconnects", act: (raw: RawSsh) => raw.disconnect(2) },
  ])("is left with ssh.lost when it $does", async ({ act }) => {
    const gateway = await gatewayWith({
      onChannel: (raw, channel) => {
        raw.channelOpenConfirm(channel, 7, MB, 32 * KB);
        setTimeout(() => act(raw, channel), 50);
      },
    });
    const session = await open(gateway);
    const lost = lossOf(session);
    const channel = await channelOf(session);
    expect(await lost).toMatchObject({ code: "ssh.lost" });
    await once(channel.resume(), "close");
  });

  it("is left when it asks on and on and never reads the answers", async () => {
    const gateway = await gatewayWith({
      onReady: (raw, socket) => {
        socket?.pause();
        const asking = setInterval(() => {
          for (let count = 0; count < 2_000; count++) sendRaw(raw, 80, string(`bluto${"!".repeat(200)}`), 1);
        }, 1);
        socket?.once("close", () => clearInterval(asking));
      },
    });
    expect(await lossOf(await open(gateway, new ManualClock()))).toMatchObject({
      code: "ssh.lost",
      cause: "protocol",
      detail: expect.stringContaining("without reading") as string,
    });
  });

  it.each([0, 1])(
    "that takes packets of %i bytes only is left, rather than writing without end",
    async (mostInPacket) => {
      const gateway = await gatewayWith({
        onChannel: (raw, channel) => raw.channelOpenConfirm(channel, 7, MB, mostInPacket),
      });
      const session = await open(gateway);
      const lost = lossOf(session);
      channelOf(session).then(
        (channel) => channel.write(Buffer.alloc(64 * KB)),
        () => undefined,
      );
      expect(await lost).toMatchObject({ code: "ssh.lost", cause: "protocol" });
    },
  );

  it.each([
    {
      does: "ends a channel before it confirms it",
      act: (raw: RawSsh, channel: number) => {
        raw.channelEOF(channel);
        raw.channelClose(channel);
      },
    },
    {
      does: "sends data on a channel before it confirms it",
      act: (raw: RawSsh, channel: number) => raw.channelData(channel, Buffer.alloc(1000)),
    },
    {
      does: "speaks of channels that do not exist",
      act: (raw: RawSsh) => {
        for (const channel of [99, 4_000_000_000]) {
          raw.channelData(channel, Buffer.alloc(10));
          raw.channelEOF(channel);
          raw.channelClose(channel);
          raw.channelWindowAdjust(channel, 1);
        }
      },
    },
    {
      does: "confirms a channel twice",
      act: (raw: RawSsh, channel: number) => raw.channelOpenConfirm(channel, 7, MB, 32 * KB),
    },
    {
      does: "widens a window beyond every bound",
      act: (raw: RawSsh, channel: number) => {
        raw.channelOpenConfirm(channel, 7, MB, 32 * KB);
        for (let count = 0; count < 4; count++) raw.channelWindowAdjust(channel, 0xffffffff);
      },
    },
    {
      does: "asks for things that do not exist",
      act: (raw: RawSsh) => {
        for (let count = 0; count < 1000; count++) sendRaw(raw, 80, string("bluto@example.com"), 1);
      },
    },
    {
      does: "sends messages of numbers that do not exist",
      act: (raw: RawSsh) => {
        for (let number = 192; number < 256; number++) sendRaw(raw, number, Buffer.alloc(20));
      },
    },
  ])("$does: the channel or the session ends with a failure, or works", async ({ act }) => {
    const gateway = await gatewayWith({
      onChannel: (raw, channel) => {
        act(raw, channel);
        raw.channelOpenConfirm(channel, 7, MB, 32 * KB);
      },
    });
    const session = await open(gateway);
    const outcome = await Promise.race([
      channelOf(session).then((channel) => {
        channel.end("ahoy");
        return { code: "works" };
      }, failureOf),
      lossOf(session),
    ]);
    expect(outcome.code).toMatch(/^(works|ssh\.lost|channel\.refused)$/);
  });

  it.each([
    { cut: "a message cut short", payload: Buffer.of(91, 0, 0) },
    { cut: "a string longer than its packet", payload: Buffer.concat([Buffer.of(94), uint32(0), uint32(0xfffffff0)]) },
    { cut: "an empty message", payload: Buffer.of(0) },
  ])("is left with ssh.lost, or ignored, on $cut", async ({ payload }) => {
    const gateway = await gatewayWith({
      onChannel: (raw, channel) => {
        sendRaw(raw, payload);
        raw.channelOpenConfirm(channel, 7, MB, 32 * KB);
      },
    });
    const session = await open(gateway);
    const outcome = await Promise.race([
      channelOf(session).then(() => ({ code: "works" }), failureOf),
      lossOf(session),
    ]);
    expect(outcome.code).toMatch(/^(works|ssh\.lost)$/);
  });

  it("never answers: the channel is refused in time and the session says goodbye in time", async () => {
    const clock = new ManualClock();
    const gateway = await gatewayWith({ onChannel: () => clock.advance(30_000) });
    const session = await open(gateway, clock);
    await expect(channelOf(session)).rejects.toMatchObject({
      failure: { code: "channel.refused", cause: "timed-out" },
    });
  });
});
