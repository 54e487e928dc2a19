import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { connect, type Socket } from "node:net";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Clock } from "../../../src/core/environment.js";
import { systemClock } from "../../../src/core/system/system-clock.js";
import { FtpSession } from "../../support/clients/ftp-session.js";
import { standOn, type BridgeSetup } from "../../support/fixtures/bridge-setup.js";
import { ManualClock } from "../../support/fixtures/test-environment.js";
import { waitFor } from "../../support/wait-for.js";

const MB = 1 << 20;

/** Timers of the lengths that a test is about stand still until it moves them; all others run. */
class LongTimersClock implements Clock {
  readonly manual = new ManualClock();
  readonly now = () => systemClock.now();
  readonly elapsed = () => systemClock.elapsed();

  constructor(private readonly minimum: number) {}

  setTimeout(milliseconds: number, callback: () => void): () => void {
    return (milliseconds < this.minimum ? systemClock : this.manual).setTimeout(milliseconds, callback);
  }
}

let setup: BridgeSetup;
beforeAll(async () => {
  setup = await standOn();
});
afterAll(() => setup.clear());

/** A client that sends without end, and reads nothing. */
function flood(line: string, socket: Socket = connect(setup.bridge.port, setup.bridge.host)) {
  let taken = 0;
  const block = line.repeat(5_000);
  const pour = () => {
    while (!socket.destroyed && taken < 64 * MB) {
      taken += block.length;
      if (!socket.write(block)) return;
    }
  };
  socket
    .pause()
    .on("error", () => undefined)
    .on("drain", pour);
  if (socket.connecting) socket.once("connect", pour);
  else pour();
  return { socket, taken: () => taken };
}

async function untilStill(count: () => number): Promise<void> {
  for (let before = -1; before !== count();) {
    before = count();
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

describe("a bridge, against a client that sends and does not read", () => {
  it.each(["HELP\r\n", "FEAT\r\n", "\r\n", "X\r\n", "USER olive\r\n", "NOOP\r"])(
    "takes little of %j without end, keeps little of the replies, and answers others meanwhile",
    async (line) => {
      const before = process.memoryUsage().rss;
      const floods = Array.from({ length: 4 }, () => flood(line));
      const other = FtpSession.dial(setup.bridge);
      await other.hear();
      let slowest = 0;
      const until = performance.now() + 700;
      do {
        const asked = performance.now();
        expect((await other.say("NOOP")).code).toBe(200);
        slowest = Math.max(slowest, performance.now() - asked);
      } while (performance.now() < until);
      await untilStill(() => floods.reduce((sum, { taken }) => sum + taken(), 0));
      for (const { taken } of floods) expect(taken(), "what all buffers on the way hold").toBeLessThan(16 * MB);
      expect(process.memoryUsage().rss - before).toBeLessThan(128 * MB);
      expect(slowest).toBeLessThan(500);
      other.close();
      for (const { socket } of floods) socket.resetAndDestroy();
    },
  );

  it("takes little of STAT without end during a transfer, and goes on with that once it reads", async () => {
    const ftp = await setup.converse();
    writeFileSync(setup.folder.file("long"), Buffer.alloc(40 * MB));
    const data = await ftp.data();
    data.pause();
    expect((await ftp.say("RETR long")).code).toBe(150);
    ftp.socket.removeAllListeners("data");
    const { socket, taken } = flood("STAT\r\n", ftp.socket);
    await untilStill(taken);
    expect(taken()).toBeLessThan(16 * MB);
    let came = 0;
    data.on("data", (chunk: Buffer) => (came += chunk.length)).resume();
    await waitFor("the whole file", () => (came === 40 * MB ? true : undefined));
    socket.resetAndDestroy();
  });

  it("hears what it pipelined to the last, in its order, once it reads", async () => {
    const ftp = await setup.converse();
    ftp.socket.pause();
    ftp.socket.write("HELP\r\nNOOP\r\n".repeat(3_000));
    await new Promise((resolve) => setTimeout(resolve, 200));
    ftp.socket.resume();
    const codes: number[] = [];
    for (let replies = 0; replies < 6_000; replies++) codes.push((await ftp.hear()).code);
    expect(codes.every((code, index) => code === (index % 2 === 0 ? 214 : 200))).toBe(true);
    ftp.close();
  });
});

describe("a bridge, against a client that does not log in", () => {
  it.each(["", "NOOP\r\n", "USER olive\r\n", "HELP\r\n"])("sends it away after a minute of %j", async (line) => {
    const clock = new LongTimersClock(10_000);
    const other = await standOn({}, { clock });
    const ftp = FtpSession.dial(other.bridge);
    expect((await ftp.hear()).code).toBe(220);
    for (let seconds = 0; seconds < 60; seconds += 10) {
      if (line !== "") await ftp.say(line.trim());
      clock.manual.advance(10_000);
    }
    expect((await ftp.hear()).text).toMatch(/^421 .*a minute/);
    expect(await ftp.closed).toBe("ended");
    await other.clear();
  });

  it("breaks the connection of one that reads nothing either, and lets one stay that has logged in", async () => {
    const clock = new LongTimersClock(10_000);
    const other = await standOn({}, { clock });
    const owner = await other.converse();
    const { pending } = clock.manual;
    const { socket } = flood("HELP\r\n", connect(other.bridge.port, other.bridge.host));
    await waitFor("its minute to begin", () => (clock.manual.pending > pending ? true : undefined));
    clock.manual.advance(60_000);
    clock.manual.advance(10_000);
    await waitFor("its end", () => (other.bridge.status().forwards[0]?.connections.open === 1 ? true : undefined));
    expect((await owner.say("NOOP")).code).toBe(200);
    socket.destroy();
    await other.clear();
  });
});

describe("a bridge, against a client that is idle", () => {
  it("lets it stay for days where it says something now and then, and sends it away after half an hour of nothing", async () => {
    const clock = new LongTimersClock(10_000);
    const other = await standOn({}, { clock });
    const device = await other.converse();
    for (let quarters = 0; quarters < 3 * 24 * 4; quarters++) {
      clock.manual.advance(15 * 60_000);
      expect((await device.say("NOOP")).code).toBe(200);
    }
    clock.manual.advance(30 * 60_000);
    expect((await device.hear()).text).toMatch(/^421 /);
    expect(await device.closed).toBe("ended");
    await other.clear();
  });
});

describe("a bridge, against a client that has said QUIT", () => {
  it("keeps its connection for five minutes where it does not close its side", async () => {
    const clock = new LongTimersClock(10_000);
    const other = await standOn({}, { clock });
    const owner = await other.converse();
    const { username, password } = other.bridge;
    const client = connect({ port: other.bridge.port, host: other.bridge.host, allowHalfOpen: true });
    client.on("error", () => undefined).write(`USER ${username}\r\nPASS ${password}\r\nQUIT\r\n`);
    await new Promise((resolve) => client.resume().once("end", resolve));
    const open = () => other.bridge.status().forwards[0]?.connections.open;
    for (let seconds = 0; seconds < 300; seconds += 10) {
      expect(open()).toBe(2);
      clock.manual.advance(10_000);
      expect((await owner.say("NOOP")).code).toBe(200);
    }
    await waitFor("its end", () => (open() === 1 ? true : undefined));
    client.destroy();
    await other.clear();
  });
});

describe("a data connection that never comes", () => {
  it.each(["RETR a", "STOR b"])(
    "is waited for by %s no longer than to ABOR, which is answered at once",
    async (line) => {
      const ftp = await setup.converse();
      writeFileSync(setup.folder.file("a"), "ahoy");
      expect((await ftp.say("PASV")).code).toBe(227);
      ftp.socket.write(`${line}\r\n`);
      await waitFor("the transfer", () =>
        setup.bridge.status().forwards[0]?.transfers?.length === 1 ? true : undefined,
      );
      const asked = performance.now();
      expect([(await ftp.say("ABOR")).code, (await ftp.hear()).code]).toEqual([426, 226]);
      expect(performance.now() - asked).toBeLessThan(2_000);
      expect((await ftp.say("NOOP")).code).toBe(200);
      ftp.close();
    },
  );

  it("is waited for five seconds where its client has left, and its transfer is shown no longer", async () => {
    const ftp = await setup.converse();
    await ftp.say("PASV");
    ftp.socket.write("STOR c\r\n");
    await waitFor("the transfer", () =>
      setup.bridge.status().forwards[0]?.transfers?.length === 1 ? true : undefined,
    );
    const left = performance.now();
    ftp.close();
    await waitFor("its end", () => (setup.bridge.status().forwards[0]?.transfers?.length === 0 ? true : undefined));
    expect(performance.now() - left).toBeLessThan(15_000); // who has not left has 20 s
  });
});

describe("a named pipe", () => {
  it.runIf(process.platform !== "win32").each(["RETR pipe", "STOR pipe", "APPE pipe", "RETR link"])(
    "is refused before %s opens it",
    async (line) => {
      const opened: string[] = [];
      const other = await standOn({
        answers: (request, path) => {
          if (request === "OPEN") opened.push(path);
          return request === "OPEN" && path.endsWith("pipe") ? "silence" : undefined;
        },
      });
      execFileSync("mkfifo", [other.folder.file("pipe")]);
      execFileSync("ln", ["-s", "pipe", other.folder.file("link")]);
      const ftp = await other.converse();
      const { replies, last } = line.startsWith("RETR")
        ? await ftp.fetch(line)
        : await ftp.store(line, Buffer.from("x"));
      expect(replies).toEqual([550]);
      expect(last.text).toContain("no regular file");
      expect(opened).toEqual([]);
      await other.clear();
    },
  );
});
