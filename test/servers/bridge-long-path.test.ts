import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import type { Clock } from "../../src/core/environment.js";
import { systemClock } from "../../src/core/system/system-clock.js";
import { run } from "../support/child.js";
import { FtpSession } from "../support/clients/ftp-session.js";
import { describeWith } from "../support/describe-with.js";
import { openBridge, type Bridge } from "../support/fixtures/open-bridge.js";
import { writeSampleFile, MB } from "../support/fixtures/sample-file.js";
import { tempFolder } from "../support/fixtures/temp-folder.js";
import { startSshd, type Sshd } from "../support/gateways/sshd.js";
import { programPathOrThrow } from "../support/programs.js";
import { startDelayingProxy, type DelayingProxy } from "../support/servers/delaying-proxy.js";
import { PATIENCE_MS, waitFor } from "../support/wait-for.js";

/** Long enough for a second channel to be worth it; and so far that one channel's window is what holds a store back. */
const SIZE = 40 * MB;
const ONE_WAY_MS = 50;
/** A second channel is for a line that is fast; by this clock it is four times as fast, however little of the processor is left to it. */
const slowClock: Clock = { ...systemClock, elapsed: () => systemClock.elapsed() / 4 };

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

describeWith(["sshd", "ssh-keygen", "curl"], "the bridge's long stores on a long path", () => {
  const folder = tempFolder();
  const start = folder.file("start");
  const stored = folder.file("stored");
  const whole = writeSampleFile(folder.file("whole"), SIZE);
  let sshd: Sshd;
  beforeAll(async () => {
    mkdirSync(start);
    sshd = await startSshd({ config: [`ForceCommand internal-sftp -d ${start}`] });
  });
  afterEach(() => rmSync(stored, { force: true }));
  afterAll(async () => {
    await sshd.close();
    folder.remove();
  });

  async function farAway(gateway: Sshd): Promise<{ bridge: Bridge; proxy: DelayingProxy; sessions: () => number }> {
    const logged = gateway.log().length;
    const proxy = await startDelayingProxy({ host: gateway.host, port: gateway.port, oneWay: ONE_WAY_MS });
    const bridge = await openBridge(
      { host: proxy.host, port: proxy.port, username: gateway.username, keyFile: gateway.keyFile },
      { clock: slowClock },
    );
    cleanUps.push(
      () => proxy.close(),
      () => bridge.close(),
    );
    await waitFor("the end of the tunnel's own look at SFTP", () =>
      haveAllEnded(gateway.log().slice(logged)) ? true : undefined,
    );
    const before = sessionsOf(gateway); // that look had some too
    return { bridge, proxy, sessions: () => sessionsOf(gateway) - before };
  }
  const store = ({ username, password, port }: Bridge, path = stored) =>
    run(programPathOrThrow("curl"), [
      "--disable",
      "-sS",
      "-u",
      `${username}:${password}`,
      "-T",
      whole,
      `ftp://127.0.0.1:${port}/${path}`,
    ]);
  const isWhole = (path = stored) => readFileSync(path).equals(readFileSync(whole));

  it("go by two channels, by way of a hidden file that nobody else may read, empty while it has a name, and leave nothing behind", async () => {
    const { bridge, sessions } = await farAway(sshd);
    const seen = new Set<string>();
    const look = setInterval(() => {
      for (const name of readdirSync(start)) {
        const found = statSync(join(start, name), { throwIfNoEntry: false });
        if (found !== undefined) seen.add(`${name.slice(0, 9)} ${(found.mode & 0o777).toString(8)} ${found.size}`);
      }
    }, 2);
    cleanUps.push(() => clearInterval(look));
    expect([await store(bridge), isWhole(), sessions(), readdirSync(start)]).toMatchObject([{ code: 0 }, true, 2, []]);
    expect([...seen]).toEqual([".culvert- 600 0"]);
  });

  it("take one session more however many there are at once, and the next has it again", async () => {
    const { bridge, sessions } = await farAway(sshd);
    const other = folder.file("other");
    expect(await Promise.all([store(bridge), store(bridge, other)])).toMatchObject([{ code: 0 }, { code: 0 }]);
    expect([isWhole(), isWhole(other), sessions()]).toEqual([true, true, 3]);
    expect([await store(bridge), sessions()]).toMatchObject([{ code: 0 }, 5]);
  });

  it.each([3, 4, 6, 8])("have no hole where the link is cut at %i tenths", async (tenths) => {
    const { bridge, proxy } = await farAway(sshd);
    const before = proxy.passed().up;
    const ended = store(bridge);
    await waitFor(
      "that much of it",
      () => (proxy.passed().up - before >= (SIZE * tenths) / 10 ? true : undefined),
      PATIENCE_MS,
      1,
    );
    proxy.cut();
    expect((await ended).code).not.toBe(0);
    await waitFor("the gateway to be done", () => (bridge.status().state.kind === "open" ? true : undefined));
    const kept = readFileSync(stored);
    expect([kept.length < SIZE, kept.equals(readFileSync(whole).subarray(0, kept.length))]).toEqual([true, true]);
    for (const left of readdirSync(start))
      expect([left, statSync(join(start, left)).size]).toEqual([expect.stringMatching(/^\.culvert-/), 0]); // cut while it was made
  });

  it("are broken off by ABOR without a hole, and the dialogue goes on", async () => {
    const { bridge, proxy, sessions } = await farAway(sshd);
    const ftp = await FtpSession.logIn(bridge);
    cleanUps.push(() => ftp.close());
    const socket = await ftp.data();
    socket.resume().write(readFileSync(whole));
    expect((await ftp.say(`STOR ${stored}`)).code).toBe(150);
    await waitFor("two thirds of it", () => (proxy.passed().up >= (SIZE * 2) / 3 ? true : undefined), PATIENCE_MS, 1);
    expect([sessions(), (await ftp.say("ABOR")).code, (await ftp.hear()).code]).toEqual([2, 426, 226]);
    expect((await ftp.store(`STOR ${folder.file("next")}`, Buffer.from("ahoy"))).replies).toEqual([150, 226]);
    const kept = readFileSync(stored);
    expect([
      kept.length > 0,
      kept.equals(readFileSync(whole).subarray(0, kept.length)),
      readFileSync(folder.file("next"), "utf8"),
    ]).toEqual([true, true, "ahoy"]);
  });

  it("come whole in active mode, whatever their length", async () => {
    const { bridge } = await farAway(sshd);
    for (const size of [2.05, 2.1, 2.2, 2.3].map((megabytes) => Math.round(megabytes * MB))) {
      writeFileSync(folder.file("part"), readFileSync(whole).subarray(0, size));
      const { code } = await run(programPathOrThrow("curl"), [
        "--disable",
        "-sS",
        "--ftp-port",
        "127.0.0.1",
        "-u",
        `${bridge.username}:${bridge.password}`,
        "-T",
        folder.file("part"),
        `ftp://127.0.0.1:${bridge.port}/${stored}`,
      ]);
      expect([code, readFileSync(stored).equals(readFileSync(folder.file("part")))], String(size)).toEqual([0, true]);
    }
  });

  const isRoot = process.getuid?.() === 0 && process.platform === "linux";
  it.skipIf(!isRoot)(
    `are told by 452 where the disk is full${isRoot ? "" : " (not here: root, for a small tmpfs)"}, and have no hole`,
    async () => {
      const disk = folder.file("disk");
      mkdirSync(disk, { recursive: true }); // another try finds the folder
      execFileSync("mount", ["-t", "tmpfs", "-o", "size=30m", "culvert-test", disk]);
      cleanUps.push(() =>
        waitFor(
          "the disk to be let go",
          () => (spawnSync("umount", [disk]).status === 0 ? true : undefined),
          PATIENCE_MS,
          50,
        ),
      );
      const { bridge, sessions } = await farAway(sshd);
      const { code, stderr } = await store(bridge, join(disk, "big"));
      expect([code, stderr, sessions()]).toEqual([
        expect.any(Number),
        expect.stringMatching(/\b452\b|\b25\b|upload/i),
        2,
      ]);
      expect(code).not.toBe(0);
      const isBeginning = () => {
        const kept = readFileSync(join(disk, "big"));
        return kept.length > 20 * MB && kept.equals(readFileSync(whole).subarray(0, kept.length));
      };
      await expect.poll(isBeginning).toBe(true); // what is behind the refused write is cut off a moment later
      await bridge.close(); // nothing may hold the disk any more
    },
  );

  it("make room for a client that wants the gateway's last session", async () => {
    const gateway = await startSshd({ config: ["MaxSessions 2", `ForceCommand internal-sftp -d ${start}`] });
    cleanUps.push(() => gateway.close());
    const { bridge, proxy, sessions } = await farAway(gateway);
    const before = proxy.passed().up;
    const storing = store(bridge);
    await waitFor(
      "the second channel",
      () => (proxy.passed().up - before > SIZE / 2 ? true : undefined),
      PATIENCE_MS,
      1,
    );
    expect(sessions()).toBe(2);
    const ftp = await FtpSession.logIn(bridge);
    cleanUps.push(() => ftp.close());
    expect([(await ftp.say(`SIZE ${whole}`)).code, await storing, isWhole()]).toMatchObject([213, { code: 0 }, true]);
  });

  it.each([
    { why: "the gateway opens no second session", config: ["MaxSessions 1"], asked: 2 },
    { why: "nothing can be made in the start folder", config: ["ForceCommand internal-sftp -d /proc"], asked: 2 },
    { why: "the server may not copy", config: ["ForceCommand internal-sftp -P copy-data"], asked: 1 },
  ])("go by one channel where $why", async ({ config, asked }) => {
    const gateway = await startSshd({ config });
    cleanUps.push(() => gateway.close());
    const { bridge, sessions } = await farAway(gateway);
    expect([await store(bridge), isWhole(), bridge.status().state.kind]).toMatchObject([{ code: 0 }, true, "open"]);
    expect(sessions()).toBeLessThanOrEqual(asked);
    expect(bridge.status().forwards.find(({ group }) => group === "control")?.trouble).toBeUndefined();
  });
});

/** How many SFTP sessions a server has begun so far. */
const sessionsOf = (sshd: Sshd): number => sshd.log().match(/^Starting session: /gm)?.length ?? 0;

/** Whether an SSH connection's sessions, of which the first stays open until the others have ended, are over, by sshd's log. */
function haveAllEnded(log: string): boolean {
  const [, port] = /^Starting session: .* port (\d+) id/m.exec(log) ?? [];
  const count = (line: string): number =>
    log.match(new RegExp(`^${line}: .* port ${port ?? ""} id`, "gm"))?.length ?? 0;
  return port !== undefined && count("Starting session") === count("Close session");
}
