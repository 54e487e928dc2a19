import { createHash, randomBytes } from "node:crypto";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import type { ProfileDraft } from "../../src/shared/profile/profile-schema.js";
import { startCulvert, type CulvertProcess } from "../support/culvert-process.js";
import { FtpSession } from "../support/clients/ftp-session.js";
import { describeWith } from "../support/describe-with.js";
import { freePort } from "../support/fixtures/free-port.js";
import { tempFolder, type TempFolder } from "../support/fixtures/temp-folder.js";
import { startSshd, type Sshd } from "../support/gateways/sshd.js";
import { waitFor } from "../support/wait-for.js";

const PASSWORD = "spinach";
const sha256 = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");

describeWith(["sshd"], "culvert up with bridges, as a process", () => {
  let sshd: Sshd;
  let folder: TempFolder;
  let culvert: CulvertProcess;
  beforeAll(async () => {
    sshd = await startSshd();
  });
  afterAll(() => sshd.close());
  afterEach(async () => {
    await culvert.stop("SIGKILL");
    folder.remove();
  });

  const bridge = (id: string, port: number, ftp: object = {}): ProfileDraft => ({
    id,
    name: id,
    gateway: {
      host: sshd.host,
      port: sshd.port,
      username: sshd.username,
      auth: [{ method: "key", file: sshd.keyFile }],
    },
    ftp: { mode: "bridge", listen: { port }, ...ftp },
  });
  const start = (profiles: readonly ProfileDraft[]): CulvertProcess =>
    startCulvert({ profiles, knownHosts: sshd.knownHostsLines, env: { CULVERT_BRIDGE_PASSWORD: PASSWORD } });
  const logIn = async (port: number): Promise<FtpSession> => {
    const ftp = await FtpSession.logIn({ host: "127.0.0.1", port, username: sshd.username, password: PASSWORD });
    await ftp.say(`CWD ${folder.path}`);
    return ftp;
  };

  it("at SIGUSR1 opens the changed tunnel anew, and a transfer of the other goes on", async () => {
    folder = tempFolder();
    const [left, right, moved] = [
      await freePort("127.0.0.1"),
      await freePort("127.0.0.1"),
      await freePort("127.0.0.1"),
    ];
    const profiles = [bridge("left", left), bridge("right", right)];
    culvert = start(profiles);
    await Promise.all([culvert.untilOpen("left"), culvert.untilOpen("right")]);
    const openedAt = culvert.status("left")?.state;
    const ftp = await logIn(left);
    const data = await ftp.data();
    expect((await ftp.say("STOR long")).code).toBe(150);
    data.resume().write("before ");
    await culvert.until("left", ({ forwards }) => forwards[0]?.transfers?.[0]?.bytes === 7);

    const file = join(culvert.home, "profiles.json");
    writeFileSync(file, JSON.stringify({ version: 1, profiles: [profiles[0], bridge("right", moved)] }));
    process.kill(culvert.pid, "SIGUSR1");
    await culvert.until(
      "right",
      ({ state, forwards }) => state.kind === "open" && forwards[0]?.listen === `127.0.0.1:${moved}`,
    );
    const other = await logIn(moved);
    expect((await other.store("STOR moved", Buffer.from("1"))).replies).toEqual([150, 226]);
    expect((await logIn(right).catch((error: unknown) => error)) instanceof FtpSession, "the old port").toBe(false);

    data.end("and after");
    expect((await ftp.hear()).code).toBe(226);
    expect(readFileSync(folder.file("long"), "utf8")).toBe("before and after");
    expect(culvert.status("left")?.state).toEqual(openedAt);

    writeFileSync(file, "{ broken");
    process.kill(culvert.pid, "SIGUSR1");
    await waitFor("what it says of the broken document", () =>
      /JSON|profiles\.json/.test(culvert.stderr()) ? true : undefined,
    );
    expect((await ftp.store("STOR after", Buffer.from("1"))).replies).toEqual([150, 226]);
    expect((await other.store("STOR after-2", Buffer.from("1"))).replies).toEqual([150, 226]);
    for (const session of [ftp, other]) session.close();
  });

  it("brings whole what a scanner, a camera and a logger store while the gateway is killed at bad moments", async () => {
    folder = tempFolder();
    const port = await freePort("127.0.0.1");
    culvert = start([
      bridge("scans", port, {
        spool: { folder: folder.file("spool"), most: "500 MB" },
        spoolAccepts: true,
        wholeOnly: true,
      }),
    ]);
    await culvert.untilOpen("scans");
    const target = tempFolder();
    const confirmed = new Map<string, string>();
    const refused: string[] = [];
    let kills = 0;
    const over = new AbortController();
    const isOn = (): boolean => !over.signal.aborted;
    /** One file, on a connection that is made anew where it is lost; nothing is told of it where it is not confirmed. */
    const device = async (play: (ftp: FtpSession, turn: number) => Promise<void>): Promise<void> => {
      for (let turn = 0; !over.signal.aborted;) {
        let ftp: FtpSession | undefined;
        try {
          ftp = await FtpSession.logIn({ host: "127.0.0.1", port, username: sshd.username, password: PASSWORD });
          while (isOn()) {
            if ((await ftp.say(`CWD ${target.path}`)).code !== 250) break;
            await play(ftp, turn++);
          }
        } catch (thrown) {
          refused.push(String(thrown));
        } finally {
          ftp?.close();
        }
        await new Promise((resolve) => setTimeout(resolve, 100));
      }
    };
    const store = async (ftp: FtpSession, name: string, length: number): Promise<Buffer | undefined> => {
      const bytes = randomBytes(length);
      const { replies } = await ftp.store(`STOR ${name}`, bytes);
      if (replies.at(-1) === 226) return bytes;
      refused.push(`STOR ${name}: ${replies.join(" ")}`);
      if (replies.at(-1) === 0) throw new Error("the connection was lost");
      return undefined;
    };
    const scanner = device(async (ftp, turn) => {
      const bytes = await store(ftp, `scan-${turn}.tmp`, 200_000);
      if (bytes === undefined) return;
      const from = await ftp.say(`RNFR scan-${turn}.tmp`);
      const to = from.code === 350 ? await ftp.say(`RNTO scan-${turn}.pdf`) : from;
      confirmed.set(`scan-${turn}.${to.code === 250 ? "pdf" : "tmp"}${to.code === 0 ? "?" : ""}`, sha256(bytes));
      if (to.code !== 250) refused.push(`rename ${turn}: ${to.text}`);
      if (to.code === 0) throw new Error("the connection was lost");
    });
    const camera = device(async (ftp, turn) => {
      await ftp.say("MKD cam");
      if ((await ftp.say("CWD cam")).code !== 250) return;
      await ftp.say(`MKD day${turn % 3}`);
      if ((await ftp.say(`CWD day${turn % 3}`)).code !== 250) return;
      const bytes = await store(ftp, `image${turn}.jpg`, 400_000);
      if (bytes !== undefined) confirmed.set(`cam/day${turn % 3}/image${turn}.jpg`, sha256(bytes));
    });
    let logged = "";
    const uncertain: number[] = [];
    const logger = device(async (ftp, turn) => {
      const line = `${turn} ${randomBytes(20).toString("hex")}\n`;
      const { replies } = await ftp.store("APPE log.txt", Buffer.from(line));
      if (replies.at(-1) === 226) logged += line;
      else uncertain.push(turn);
      if (replies.at(-1) === 0) throw new Error("the connection was lost");
    });
    for (; kills < 5; kills++) {
      const before = confirmed.size;
      await waitFor("more files", () => (confirmed.size >= before + 2 + kills ? true : undefined), undefined, 5);
      sshd.kill();
      const down = confirmed.size;
      await waitFor(
        "files while the link is down",
        () => (confirmed.size >= down + 3 ? true : undefined),
        undefined,
        5,
      );
      await sshd.startAgain();
      await culvert.until("scans", ({ state }) => state.kind === "open");
    }
    over.abort();
    await Promise.all([scanner, camera, logger]);
    await culvert.until("scans", ({ state, forwards }) => state.kind === "open" && forwards[0]?.spool?.waiting === 0);

    const status = culvert.status("scans")?.forwards[0]?.spool;
    expect(status).toMatchObject({ waiting: 0, setAside: 0 });
    const wrong: string[] = [];
    for (const [name, hash] of confirmed) {
      const candidates = name.endsWith("?") ? [name.replace("?", ""), name.replace("tmp?", "pdf")] : [name];
      const found = candidates.find((one) => existsSync(target.file(one)));
      if (found === undefined) wrong.push(`${name} is missing`);
      else if (sha256(readFileSync(target.file(found))) !== hash) wrong.push(`${name} differs`);
    }
    expect(wrong).toEqual([]);
    expect(readdirSync(target.path).filter((name) => name.endsWith(".culvert-part"))).toEqual([]);
    const log = readFileSync(target.file("log.txt"), "utf8");
    for (const line of logged.trimEnd().split("\n")) expect(log.split(line), line).toHaveLength(2);
    expect(confirmed.size).toBeGreaterThan(20);
    target.remove();
  }, 300_000);
});
