import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { run } from "../support/child.js";
import { FtpSession } from "../support/clients/ftp-session.js";
import { describeWith } from "../support/describe-with.js";
import { openBridge, type Bridge } from "../support/fixtures/open-bridge.js";
import { writeSampleFile, MB } from "../support/fixtures/sample-file.js";
import { tempFolder } from "../support/fixtures/temp-folder.js";
import { startSftpGateway, type SftpGatewayOptions } from "../support/gateways/sftp-gateway.js";
import { startSshd, type Sshd } from "../support/gateways/sshd.js";
import { programPathOrThrow } from "../support/programs.js";
import { startDelayingProxy, type DelayingProxy } from "../support/servers/delaying-proxy.js";
import { PATIENCE_MS, waitFor } from "../support/wait-for.js";

const MACHINES_OWN_IS_10 = process.env["CULVERT_TEST_OPENSSH"] === "10";
const isRoot = process.getuid?.() === 0;
const CHROOT = {
  what: "a chroot that others may write to",
  config: ["ForceCommand internal-sftp", "ChrootDirectory /tmp"],
  says: /421 .*started SFTP, and it ended at once/,
};
const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

describeWith(["sshd", "ssh-keygen", "curl"], "the bridge, when something breaks at OpenSSH", () => {
  const folder = tempFolder();
  const size = 20 * MB;
  let sshd: Sshd;
  beforeAll(async () => {
    sshd = await startSshd();
  });
  afterAll(async () => {
    await sshd.close();
    folder.remove();
  });

  /** A bridge whose link to the gateway a test can cut. */
  async function cuttable(): Promise<{ bridge: Bridge; proxy: DelayingProxy }> {
    const proxy = await startDelayingProxy({ host: sshd.host, port: sshd.port, oneWay: 2 });
    const bridge = await openBridge({
      host: proxy.host,
      port: proxy.port,
      username: sshd.username,
      keyFile: sshd.keyFile,
    });
    cleanUps.push(
      () => proxy.close(),
      () => bridge.close(),
    );
    return { bridge, proxy };
  }
  const curl = ({ username, password, port }: Bridge, path: string, ...words: readonly string[]) =>
    run(programPathOrThrow("curl"), [
      "--disable",
      "-sS",
      "--limit-rate",
      "40M",
      "-u",
      `${username}:${password}`,
      ...words,
      `ftp://127.0.0.1:${port}/${path}`,
    ]);

  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9])(
    "a link cut at %i tenths of a fetch is an error to curl, never a whole file",
    async (tenths) => {
      const { bridge, proxy } = await cuttable();
      const whole = writeSampleFile(folder.file("whole"), size);
      const before = proxy.passed().down;
      const ended = curl(bridge, whole, "-o", folder.file("cut"));
      await waitFor(
        "that much of it",
        () => (proxy.passed().down - before >= (size * tenths) / 10 ? true : undefined),
        PATIENCE_MS,
        1,
      );
      proxy.cut();
      expect((await ended).code).not.toBe(0);
      expect(statSync(folder.file("cut")).size).toBeLessThan(size);
      rmSync(folder.file("cut"));
    },
  );

  it.each([1, 2, 3, 4, 5, 6, 7, 8, 9])(
    "a link cut at %i tenths of a store is an error to curl, and the rest can be sent behind it",
    async (tenths) => {
      const { bridge, proxy } = await cuttable();
      const whole = writeSampleFile(folder.file("whole"), size);
      const stored = folder.file("stored");
      const before = proxy.passed().up;
      const ended = curl(bridge, stored, "-T", whole);
      await waitFor(
        "that much of it",
        () => (proxy.passed().up - before >= (size * tenths) / 10 ? true : undefined),
        PATIENCE_MS,
        1,
      );
      proxy.cut();
      expect((await ended).code).not.toBe(0);
      const kept = await restingSize(stored);
      expect(kept).toBeLessThan(size);

      const other = await openBridge(sshd);
      cleanUps.push(() => other.close());
      expect((await curl(other, stored, "-C", String(kept), "-T", whole)).code).toBe(0);
      expect(readFileSync(stored).equals(readFileSync(whole))).toBe(true);
      rmSync(stored);
    },
  );

  it("a full MaxSessions costs the client that comes too many, shows on the row with the server's word, and nobody else", async () => {
    const full = await startSshd({ config: ["MaxSessions 1"] });
    const bridge = await openBridge(full);
    cleanUps.push(
      () => full.close(),
      () => bridge.close(),
    );
    const control = () => bridge.status().forwards.find(({ group }) => group === "control");
    const first = await FtpSession.logIn(bridge);
    await expect(FtpSession.logIn(bridge)).rejects.toThrow(/421 .* opens no more sessions/);
    expect(control()).toMatchObject({
      state: { kind: "listening" },
      trouble: { code: "bridge.no-sftp", cause: "refused" },
    });
    expect(bridge.status().state.kind).toBe("open");
    expect((await first.fetch(`LIST ${folder.path}`)).replies).toEqual([150, 226]);
    first.close();
    const next = await waitFor(
      "room for the next",
      () => FtpSession.logIn(bridge).catch(() => undefined),
      PATIENCE_MS,
      100,
    );
    expect((await next.say("NOOP")).code).toBe(200);
    expect(control()?.trouble).toBeUndefined();
    next.close();
  });

  it.each([
    {
      what: "text of a login script in the place of SFTP",
      config: ["ForceCommand echo welcome aboard; sleep 1"],
      says: /421 .*sent text in the place of SFTP: .*welcome aboard/,
      trouble: { cause: "not-sftp", detail: "welcome aboard" },
    },
    {
      what: "a shell that lets nobody in",
      config: ["ForceCommand echo This account is currently not available.; exit 1"],
      says: /421 .*This account is currently not available/,
      trouble: { cause: "not-sftp", detail: "This account is currently not available." },
    },
    {
      what: "a command that ends without a word",
      config: ["ForceCommand exit 3"],
      says: /421 .*ended at once with status 3/,
      trouble: { cause: "ended", exitStatus: 3 },
    },
    ...(isRoot && !MACHINES_OWN_IS_10 ? [{ ...CHROOT, trouble: { cause: "ended" } }] : []),
  ])("$what is told as that, and not as a subsystem that is missing", async ({ config, says, trouble }) => {
    const odd = await startSshd({ config });
    const bridge = await openBridge(odd);
    cleanUps.push(
      () => odd.close(),
      () => bridge.close(),
    );
    await expect(FtpSession.logIn(bridge)).rejects.toThrow(says);
    expect(bridge.status().forwards.find(({ group }) => group === "control")?.trouble).toMatchObject({
      code: "bridge.no-sftp",
      ...trouble,
    });
  });

  it.runIf(isRoot && MACHINES_OWN_IS_10)(
    `${CHROOT.what} ends the whole session with OpenSSH 10, for root as for others, and lets no FTP program in`,
    async () => {
      const odd = await startSshd({ config: CHROOT.config });
      cleanUps.push(() => odd.close());
      // the tunnel's own probe meets it as well, perhaps before anybody sees the tunnel open
      const bridge = await openBridge(odd).catch((thrown: unknown) => String(thrown));
      if (typeof bridge === "string") expect(bridge).toContain('"code":"ssh.lost"');
      else {
        cleanUps.push(() => bridge.close());
        await expect(FtpSession.logIn(bridge)).rejects.toThrow();
        await expect
          .poll(() => bridge.status().state)
          .toMatchObject({
            kind: "waiting",
            cause: { code: "ssh.lost", cause: expect.stringMatching(/^(?:closed|reset)$/) as unknown },
          });
      }
      expect(odd.log()).toContain("bad ownership or modes for chroot directory");
    },
  );

  it("an sftp-server that dies is an error to the transfer, and the talk goes on with a new one", async () => {
    const bridge = await openBridge(sshd);
    cleanUps.push(() => bridge.close());
    const ftp = await FtpSession.logIn(bridge);
    const socket = await ftp.data();
    socket.pause();
    await ftp.say(`RETR ${writeSampleFile(folder.file("whole"), 50 * MB)}`);
    bridge.tunnels.status();
    sshd.dropAll();
    const { code } = await ftp.hear();
    expect([0, 426]).toContain(code); // the link went with it, so the control connection breaks too
    ftp.close();
  });

  describe.skipIf(!isRoot)(`a full disk${isRoot ? "" : " (not here: root, for a small tmpfs)"}`, () => {
    it("is told by 452, and nothing is reported as stored that is not", async () => {
      const disk = folder.file("disk");
      mkdirSync(disk);
      execFileSync("mount", ["-t", "tmpfs", "-o", "size=3m", "culvert-test", disk]);
      cleanUps.push(() => execFileSync("umount", [disk]));
      const bridge = await openBridge(sshd);
      cleanUps.push(() => bridge.close());
      const ftp = await FtpSession.logIn(bridge);
      const stored = await ftp.store(`STOR ${join(disk, "big")}`, Buffer.alloc(10 * MB));
      expect([stored.replies, stored.last.text]).toEqual([[150, 452], expect.stringContaining("No space is left")]);
      rmSync(join(disk, "big"));
      expect((await ftp.store(`STOR ${join(disk, "fits")}`, Buffer.alloc(2 * MB))).replies).toEqual([150, 226]);
      expect(statSync(join(disk, "fits")).size).toBe(2 * MB);
      ftp.close();
    });
  });

  it("a folder in the place of a file is no file to fetch or to store", async () => {
    const bridge = await openBridge(sshd);
    cleanUps.push(() => bridge.close());
    const ftp = await FtpSession.logIn(bridge);
    expect((await ftp.fetch(`RETR ${folder.path}`)).replies).toEqual([550]);
    expect((await ftp.store(`STOR ${folder.path}`, Buffer.from("x"))).replies).toEqual([550]);
    expect((await ftp.store(`STOR ${folder.file("nowhere/x")}`, Buffer.from("x"))).replies).toEqual([550]);
    ftp.close();
  });

  it("files of no size, as in /proc, come to their end", async () => {
    const bridge = await openBridge(sshd);
    cleanUps.push(() => bridge.close());
    const ftp = await FtpSession.logIn(bridge);
    const { replies, bytes } = await ftp.fetch("RETR /proc/cpuinfo");
    expect([replies, bytes.toString().includes("processor")]).toEqual([[150, 226], true]);
    ftp.close();
  });
});

describe("the bridge, when ssh2's own SFTP server sets limits or refuses", () => {
  const folder = tempFolder();
  afterAll(() => folder.remove());

  async function talkTo(options: SftpGatewayOptions) {
    const gateway = await startSftpGateway(options);
    const bridge = await openBridge(gateway);
    const ftp = await FtpSession.logIn(bridge);
    cleanUps.push(
      () => gateway.close(),
      () => bridge.close(),
      () => ftp.close(),
    );
    return { gateway, bridge, talk: ftp };
  }

  it("writes nothing more to a file that was closed by ABOR: its handle may be another file's by then", async () => {
    const requests: string[] = [];
    const gateway = await startSftpGateway({ asked: (asked) => requests.push(asked) });
    const proxy = await startDelayingProxy({ host: gateway.host, port: gateway.port, oneWay: 50 });
    const bridge = await openBridge({ ...gateway, port: proxy.port });
    const ftp = await FtpSession.logIn(bridge);
    cleanUps.push(
      () => gateway.close(),
      () => proxy.close(),
      () => bridge.close(),
      () => ftp.close(),
    );
    const socket = await ftp.data();
    socket.resume().write(Buffer.alloc(8 * MB));
    expect((await ftp.say(`STOR ${folder.file("aborted")}`)).code).toBe(150);
    await expect.poll(() => requests.filter((request) => request === "WRITE").length).toBeGreaterThan(0); // the allowance is full, and none is answered here yet
    expect([(await ftp.say("ABOR")).code, (await ftp.hear()).code]).toEqual([426, 226]);
    await expect.poll(() => requests).toContain("CLOSE");
    expect((await ftp.say(`SIZE ${folder.file("aborted")}`)).code).toBe(213); // a round trip behind whatever was still to come
    expect(requests.slice(requests.indexOf("CLOSE"))).not.toContain("WRITE");
    socket.destroy();
  });

  it("cuts off what is behind a write that was refused, so that REST can go on at the file's end", async () => {
    let writes = 0;
    const gateway = await startSftpGateway({
      answers: (asked) => (asked === "WRITE" && ++writes === 7 ? 4 : undefined),
    });
    const proxy = await startDelayingProxy({ host: gateway.host, port: gateway.port, oneWay: 10 });
    const bridge = await openBridge({ ...gateway, port: proxy.port });
    const ftp = await FtpSession.logIn(bridge);
    cleanUps.push(
      () => gateway.close(),
      () => proxy.close(),
      () => bridge.close(),
      () => ftp.close(),
    );
    const whole = readFileSync(writeSampleFile(folder.file("refused-once-whole"), 2 * MB));
    const stored = folder.file("refused-once");
    expect((await ftp.store(`STOR ${stored}`, whole)).replies).toEqual([150, 451]);
    const { text } = await ftp.say(`SIZE ${stored}`);
    const size = Number(/^213 (\d+)/.exec(text)?.[1]);
    expect([size > 0, size < whole.length]).toEqual([true, true]);
    expect((await ftp.say(`REST ${size}`)).code).toBe(350);
    expect((await ftp.store(`STOR ${stored}`, whole.subarray(size))).replies).toEqual([150, 226]);
    expect(readFileSync(stored).equals(whole)).toBe(true);
  });

  it.each([1, 1000, 4096, 31 * 1024])("whole files come in reads of %i bytes at most", async (mostRead) => {
    const { talk: ftp } = await talkTo({ mostRead });
    const size = Math.min(mostRead * 300, 2 * MB) + 7;
    const file = writeSampleFile(folder.file("short-reads"), size);
    const { bytes, replies } = await ftp.fetch(`RETR ${file}`);
    expect([replies, bytes.equals(readFileSync(file))]).toEqual([[150, 226], true]);
  });

  it("says so when the server has no more handles, and leaves none open itself", async () => {
    const { talk: ftp, gateway } = await talkTo({ mostHandles: 0 });
    writeFileSync(folder.file("one"), "1");
    expect((await ftp.fetch(`RETR ${folder.file("one")}`)).replies).toEqual([550]);
    expect((await ftp.store(`STOR ${folder.file("two")}`, Buffer.from("2"))).replies).toEqual([550]);
    expect((await ftp.fetch(`LIST ${folder.path}`)).replies).toEqual([550]);
    expect([gateway.handles(), existsSync(folder.file("two"))]).toEqual([0, false]);
  });

  it("uses one handle at a time, and gives each back", async () => {
    const { talk: ftp, gateway } = await talkTo({ mostHandles: 1 });
    for (let file = 0; file < 20; file++) {
      expect((await ftp.store(`STOR ${folder.file(`h${file}`)}`, Buffer.from("x"))).replies).toEqual([150, 226]);
      expect((await ftp.fetch(`RETR ${folder.file(`h${file}`)}`)).replies).toEqual([150, 226]);
      expect((await ftp.fetch(`MLSD ${folder.path}`)).replies).toEqual([150, 226]);
    }
    await expect.poll(() => gateway.handles()).toBe(0);
  });

  it.each([
    { request: "OPEN", status: 3, line: "STOR a", replies: [550] },
    { request: "WRITE", status: 3, line: "STOR a", replies: [150, 550] },
    { request: "WRITE", status: 4, line: "STOR a", replies: [150, 451] },
    { request: "CLOSE", status: 4, line: "STOR a", replies: [150, 451] },
    { request: "CLOSE", status: 3, line: "STOR a", replies: [150, 550] },
    { request: "WRITE", status: 4, line: "APPE a", replies: [150, 451] },
    { request: "FSTAT", status: 3, line: "APPE a", replies: [550] },
    { request: "OPEN", status: 2, line: "RETR b", replies: [550] },
    { request: "OPEN", status: 3, line: "RETR b", replies: [550] },
    { request: "READ", status: 4, line: "RETR b", replies: [150, 451] },
    { request: "READ", status: 1, line: "RETR b", replies: [150, 226] },
    { request: "OPENDIR", status: 3, line: "LIST", replies: [550] },
    { request: "READDIR", status: 4, line: "MLSD", replies: [550] },
  ])(
    "$line, where $request is answered by status $status, ends with $replies",
    async ({ request, status, line, replies }) => {
      const { talk: ftp } = await talkTo({ answers: (asked) => (asked === request ? status : undefined) });
      writeFileSync(folder.file("b"), "12345");
      await ftp.say(`CWD ${folder.path}`);
      const heard =
        line.startsWith("STOR") || line.startsWith("APPE")
          ? await ftp.store(line, Buffer.from("abc"))
          : await ftp.fetch(line);
      expect(heard.replies).toEqual(replies);
      expect((await ftp.say("NOOP")).code).toBe(200);
    },
  );

  it("a folder that is removed while it is listed ends its listing as broken", async () => {
    let batches = 0;
    const { talk: ftp } = await talkTo({ answers: (asked) => (asked === "READDIR" && ++batches > 3 ? 2 : undefined) });
    batches = 0; // the tunnel's own probe has listed something, too
    const many = folder.file("removed");
    mkdirSync(many);
    for (let file = 0; file < 50; file++) writeFileSync(join(many, `n${file}`), "");
    expect((await ftp.fetch(`LIST ${many}`)).replies).toEqual([150, 451]);
    expect((await ftp.say("NOOP")).code).toBe(200);
  });

  /** Whose names never end: what a client sees of it for as long as it likes. */
  it.each([
    { of: "names", names: () => Array.from({ length: 5_000 }, (_, name) => `n${name}`) },
    {
      of: "links to names that are longer than any",
      names: () => Array.from({ length: 5_000 }, (_, name) => `n${name}`),
      leadTo: "n".repeat(5_000),
    },
    { of: "names of a hundred thousand letters", names: () => ["n".repeat(100_000)] },
    { of: "nothing but itself and the one above it", names: () => [".", ".."] },
    { of: "nothing but names that lead elsewhere", names: () => ["../../.ssh/authorized_keys", "/etc/passwd", ""] },
  ])("a folder without end, of $of, is listed until ABOR, and in bounded memory", async ({ names, leadTo }) => {
    let answers = 0;
    const { talk: ftp } = await talkTo({
      ...(leadTo === undefined ? {} : { leadTo }),
      names: () => {
        answers++;
        return names();
      },
    });
    const before = process.memoryUsage().rss;
    const socket = (await ftp.data()).resume();
    expect((await ftp.say("LIST")).code).toBe(150);
    await expect.poll(() => answers).toBeGreaterThan(20);
    expect([(await ftp.say("ABOR")).code, (await ftp.hear()).code]).toEqual([426, 226]);
    const after = answers;
    expect((await ftp.say("NOOP")).code).toBe(200);
    expect(answers - after).toBeLessThan(20);
    expect(process.memoryUsage().rss - before).toBeLessThan(300 * MB);
    socket.destroy();
  });

  it("a folder without end is asked for no more while its client does not read", async () => {
    let answers = 0;
    const { talk: ftp } = await talkTo({
      names: () => {
        answers++;
        return ["n".repeat(100_000)];
      },
    });
    answers = 0; // the tunnel's own probe has listed something, too
    const socket = (await ftp.data()).pause();
    expect((await ftp.say("MLSD")).code).toBe(150);
    let before = -1;
    await waitFor(
      "the server to be asked no more",
      () => {
        const rests = answers === before;
        before = answers;
        return rests ? true : undefined;
      },
      PATIENCE_MS,
      300,
    );
    expect(answers).toBeLessThan(400);
    socket.destroy();
    expect((await ftp.hear()).code).toBe(426);
  });

  it.each([
    { of: "names", names: () => ["a", "b", "c"] },
    { of: "nothing", names: () => [".", ".."] },
  ])("a folder without end, of $of, is cut short on the control connection", async ({ names }) => {
    const { talk: ftp } = await talkTo({ names });
    expect((await ftp.say(`STAT ${folder.path}`)).text).toContain("... and more: use LIST.");
  });

  it("a folder ends at an answer without names, and names that lead elsewhere are none", async () => {
    const answers: string[][] = [];
    const { talk: ftp } = await talkTo({ names: () => answers.shift() ?? [] });
    answers.push(["ahoy", "../up", "/etc/passwd", "a/b", "", ".."], []); // behind the tunnel's own probe
    const { bytes, replies } = await ftp.fetch("NLST");
    expect([bytes.toString(), replies]).toEqual(["ahoy\r\n", [150, 226]]);
  });

  it("a link lost while a write is unanswered is never reported as stored", async () => {
    let written = 0;
    const { talk: ftp, gateway } = await talkTo({
      answers: (asked) => (asked === "WRITE" ? "silence" : undefined),
      asked: (asked) => {
        if (asked === "WRITE") written++;
      },
    });
    const stored = ftp.store(`STOR ${folder.file("lost")}`, Buffer.alloc(100_000));
    await expect.poll(() => written).toBeGreaterThan(0);
    gateway.dropAll();
    expect((await stored).replies.at(-1)).toBe(0);
    expect(await ftp.closed).toBeDefined();
  });
});

/** The size of a file once the server has written all that still came: curl goes on by APPE, at the end as it is then. */
async function restingSize(path: string): Promise<number> {
  let before = -1;
  return waitFor(
    "the file to rest",
    () => {
      const { size } = statSync(path);
      const rests = size === before;
      before = size;
      return rests ? size : undefined;
    },
    10_000,
    250,
  );
}
