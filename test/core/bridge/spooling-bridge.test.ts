import { randomBytes, scryptSync } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import type { Clock } from "../../../src/core/environment.js";
import { systemClock } from "../../../src/core/system/system-clock.js";
import { parseProfile } from "../../../src/shared/profile/profile-issues.js";
import type { SpoolStatus } from "../../../src/shared/status/spool-status.js";
import { FtpSession } from "../../support/clients/ftp-session.js";
import { openBridge, type Bridge } from "../../support/fixtures/open-bridge.js";
import { tempFolder, type TempFolder } from "../../support/fixtures/temp-folder.js";
import { MemoryVault } from "../../support/fixtures/test-environment.js";
import { startSftpGateway, type SftpGateway, type SftpGatewayOptions } from "../../support/gateways/sftp-gateway.js";
import { startSwitchedLine, type SwitchedLine } from "../../support/servers/switched-line.js";
import { waitFor } from "../../support/wait-for.js";

/** A bridge with a spool, over a line that can be taken down; `folder` is the gateway's. */
interface SpoolingSetup {
  readonly line: SwitchedLine;
  readonly folder: TempFolder;
  readonly bridge: Bridge;
  readonly spoolFolder: string;
  readonly logIn: (user?: string) => Promise<FtpSession>;
  readonly spool: () => SpoolStatus;
  readonly takeDown: () => Promise<void>;
  /** The line is there again, and the tunnel has seen it. */
  readonly bringBack: () => Promise<void>;
}

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const HASH = (() => {
  const salt = randomBytes(16);
  const key = scryptSync("spinach", salt, 32, { N: 1 << 14, r: 8, p: 1 });
  return `scrypt$16384$8$1$${salt.toString("base64url")}$${key.toString("base64url")}`;
})();

async function start(
  ftp: object = {},
  options: SftpGatewayOptions = {},
  clock: Clock = systemClock,
): Promise<SpoolingSetup> {
  const [folder, spools] = [tempFolder(), tempFolder()];
  const gateway: SftpGateway = await startSftpGateway(options);
  const line = await startSwitchedLine(gateway);
  const bridge = await openBridge(
    { ...gateway, host: line.host, port: line.port },
    {
      vault: new MemoryVault(),
      clock,
      ftp: { spool: { folder: spools.path, most: "1 MB" }, spoolAccepts: true, ...ftp },
    },
  );
  const sessions: FtpSession[] = [];
  closers.push(
    () => folder.remove(),
    () => spools.remove(),
    () => gateway.close(),
    () => line.close(),
    () => bridge.close(),
    () => sessions.forEach((session) => session.close()),
  );
  const status = () => bridge.status();
  return {
    line,
    folder,
    bridge,
    spoolFolder: join(spools.path, "popeye"),
    logIn: async (user) => {
      const ftp = await FtpSession.logIn(
        user === undefined ? bridge : { ...bridge, username: user, password: "spinach" },
      );
      sessions.push(ftp);
      return ftp;
    },
    spool: () => status().forwards[0]?.spool ?? { waiting: -1, bytes: -1, setAside: -1 },
    takeDown: async () => {
      line.takeDown();
      await waitFor("the loss", () => (status().state.kind === "open" ? undefined : true));
    },
    bringBack: async () => {
      line.bringBack();
      await waitFor("the tunnel", () => {
        if (status().state.kind === "waiting") bridge.tunnels.open("popeye");
        return status().state.kind === "open" || undefined;
      });
    },
  };
}

const contents = (file: string): string | undefined => (existsSync(file) ? readFileSync(file, "utf8") : undefined);
const codes = async (ftp: FtpSession, lines: readonly string[]): Promise<number[]> => {
  const heard: number[] = [];
  for (const line of lines) heard.push((await ftp.say(line)).code);
  return heard;
};

describe("a bridge with a spool while the link is down", () => {
  it("takes logins, folders and new files, tells what it did, and sends them on when the link is back", async () => {
    const { folder, logIn, spool, takeDown, bringBack } = await start();
    (await logIn()).close(); // from now on the login folder is known
    await takeDown();
    const ftp = await logIn();
    expect(
      await codes(ftp, [`MKD ${folder.path}/2026`, `CWD ${folder.path}/2026/11`, "PWD", "NOOP", "TYPE I"]),
    ).toEqual([257, 250, 257, 200, 200]);
    const stored = await ftp.store("STOR scan.tmp", Buffer.from("a scan"));
    expect(stored.replies).toEqual([150, 226]);
    expect(stored.last.text).toContain("kept on Culvert's computer");
    expect((await ftp.say("SIZE scan.tmp")).text).toBe("213 6\r\n");
    expect(await codes(ftp, ["RNFR scan.tmp", "RNTO scan.pdf"])).toEqual([350, 250]);
    expect(
      await codes(ftp, ["SIZE scan.tmp", "DELE scan.pdf", "RETR scan.pdf", "APPE scan.pdf", "STAT scan.pdf"]),
    ).toEqual([450, 450, 450, 450, 450]);
    await ftp.say("TYPE A");
    await ftp.store("STOR lines.txt", Buffer.from("a\r\nb\r\n"));
    expect(spool()).toEqual({ waiting: 3, bytes: 10, setAside: 0 });
    await bringBack();
    await waitFor("the files", () => contents(folder.file("2026/11/lines.txt")));
    await waitFor("the end", () => spool().waiting === 0 || undefined);
    expect(readdirSync(folder.file("2026/11")).sort()).toEqual(["lines.txt", "scan.pdf"]);
    expect(contents(folder.file("2026/11/scan.pdf"))).toBe("a scan");
    expect(contents(folder.file("2026/11/lines.txt"))).toBe("a\nb\n");
    expect((await ftp.fetch("NLST")).bytes.toString()).toBe("lines.txt\r\nscan.pdf\r\n"); // the same connection sees the gateway again
  });

  it("refuses as ever without spoolAccepts, and still sends what waits", async () => {
    const first = await start({ spoolAccepts: false });
    await (await first.logIn()).say("NOOP");
    await first.takeDown();
    const ftp = FtpSession.dial(first.bridge);
    expect((await ftp.hear()).code).toBe(421);
    ftp.close();
    expect(first.spool().waiting).toBe(0);
    expect(existsSync(join(first.spoolFolder, "home"))).toBe(false);
  });

  it("leaves a device alone whose store the link's return or its loss meets", async () => {
    const { folder, logIn, spool, takeDown, bringBack } = await start();
    (await logIn()).close();
    await takeDown();
    const ftp = await logIn();
    await ftp.say(`CWD ${folder.path}`);
    const data = await ftp.data();
    expect((await ftp.say("STOR slow.pdf")).code).toBe(150);
    data.write("one, ");
    await bringBack();
    await takeDown();
    data.resume().end("two");
    expect((await ftp.hear()).code).toBe(226);
    expect(spool().waiting).toBe(1);
    await bringBack();
    expect(await waitFor("the file", () => contents(folder.file("slow.pdf")))).toBe("one, two");
  });

  it("keeps nothing of a store that is cut off", async () => {
    const { folder, logIn, spool, spoolFolder, takeDown, bridge } = await start();
    (await logIn()).close();
    await takeDown();
    const ftp = await logIn();
    const data = await ftp.data();
    await ftp.say(`STOR ${folder.path}/half.pdf`);
    data.write("half");
    await waitFor("the bytes", () => bridge.status().forwards[0]?.transfers?.[0]?.bytes === 4 || undefined);
    data.resetAndDestroy();
    expect((await ftp.hear()).code).toBe(426);
    expect(spool().waiting).toBe(0);
    expect(readdirSync(spoolFolder).sort()).toEqual(["aside", "home", "owner"]);
  });

  it("says 452 once the spool is full", async () => {
    const { folder, logIn, takeDown } = await start();
    (await logIn()).close();
    await takeDown();
    const ftp = await logIn();
    await ftp.say(`CWD ${folder.path}`);
    expect((await ftp.store("STOR a", Buffer.alloc(900_000))).replies).toEqual([150, 226]);
    expect((await ftp.store("STOR b", Buffer.alloc(900_000))).last.code).toBe(452);
    expect((await ftp.store("STOR c", Buffer.alloc(1_000))).replies).toEqual([150, 226]);
  });

  it("listens after a start at which the gateway is away, and knows the login folder from before", async () => {
    const { folder, bridge, line, logIn, spool, bringBack } = await start();
    (await logIn()).close();
    await bridge.tunnels.close("popeye");
    line.takeDown();
    bridge.tunnels.open("popeye");
    await waitFor("the port", () => bridge.status().forwards[0]?.state.kind === "listening" || undefined);
    const ftp = await logIn();
    expect((await ftp.say("PWD")).text).toContain(`"${process.cwd()}"`);
    expect((await ftp.store(`STOR ${folder.path}/a`, Buffer.from("x"))).replies).toEqual([150, 226]);
    await bridge.tunnels.close("popeye");
    bridge.tunnels.open("popeye");
    await waitFor("what waits", () => spool().waiting === 1 || undefined);
    await bringBack();
    expect(await waitFor("the file", () => contents(folder.file("a")))).toBe("x");
  });
});

describe("a bridge with a spool whose link is up", () => {
  it("lets nothing overtake what waits", async () => {
    let refuses = true;
    const { folder, logIn, spool, takeDown, bringBack } = await start(
      {},
      { answers: (request) => (request === "RENAME" && refuses ? 4 : undefined) },
    );
    (await logIn()).close();
    await takeDown();
    await (await logIn()).store(`STOR ${folder.path}/a`, Buffer.from("first"));
    await bringBack();
    const ftp = await logIn();
    const later = await ftp.store(`STOR ${folder.path}/a`, Buffer.from("second"));
    expect(later.last.text).toContain("kept on Culvert's computer");
    expect((await ftp.say(`SIZE ${folder.path}/a`)).text).toBe("213 6\r\n");
    expect((await ftp.fetch(`NLST ${folder.path}`)).replies).toEqual([150, 226]);
    refuses = false;
    await waitFor("both", () => spool().waiting === 0 || undefined);
    expect(readdirSync(folder.path)).toEqual(["a"]);
    expect(contents(folder.file("a"))).toBe("second");
    expect((await ftp.store(`STOR ${folder.path}/b`, Buffer.from("third"))).last.text).toContain("stored");
  });
});

it("What a bridge sends on from its spool is told to its clients at once, who have seen what was there before", async () => {
  let refuses = true;
  const hourglass = { ...systemClock, elapsed: () => systemClock.elapsed() / 1000 }; // what was seen stays fresh
  const { folder, logIn, spool, takeDown, bringBack } = await start(
    {},
    { answers: (request) => (/^(?:RENAME|REMOVE)$/.test(request) && refuses ? 4 : undefined) },
    hourglass,
  );
  writeFileSync(folder.file("a"), "old");
  (await logIn()).close();
  await takeDown();
  await (await logIn()).store(`STOR ${folder.path}/a`, Buffer.from("newer"));
  await bringBack();
  const ftp = await logIn();
  expect((await ftp.fetch(`LIST ${folder.path}`)).bytes.toString()).toMatch(/ 3 .* a\r\n/);
  refuses = false;
  await waitFor("the spool", () => spool().waiting === 0 || undefined);
  expect((await ftp.say(`SIZE ${folder.path}/a`)).text).toBe("213 5\r\n");
  expect(contents(folder.file("a"))).toBe("newer");
});

describe("the users of a bridge with a spool", () => {
  const users = (folder: TempFolder) => [
    { name: "scanner", password: HASH, folder: folder.file("scans"), rights: "upload-only" },
    { name: "reader", password: HASH, folder: folder.file("scans"), rights: ["read", "list"] },
  ];

  it("are kept in their folders, with their rights, and replace nothing that they may not", async () => {
    const other = tempFolder();
    closers.push(() => other.remove());
    mkdirSync(other.file("scans"));
    mkdirSync(other.file("secret"));
    writeFileSync(other.file("scans/a.pdf"), "there before");
    symlinkSync(other.file("secret"), other.file("scans/out"));
    const { logIn, spool, takeDown, bringBack } = await start({ users: users(other) });
    await takeDown();
    const ftp = await logIn("scanner");
    expect((await ftp.say("PWD")).text).toContain('"/"');
    expect((await ftp.store("STOR ../../a.pdf", Buffer.from("new"))).replies).toEqual([150, 226]);
    expect((await ftp.store("STOR out/b.pdf", Buffer.from("evil"))).replies).toEqual([150, 226]);
    expect(await codes(ftp, ["DELE other.pdf", "DELE a.pdf", "LIST"])).toEqual([550, 450, 550]); // a.pdf is its own
    const reader = await logIn("reader");
    expect((await reader.store("STOR c.pdf", Buffer.from("x"))).last.code).toBe(550);
    await expect(logIn("nobody")).rejects.toThrow("530");
    await bringBack();
    await waitFor("the end", () => spool().waiting === 0 || undefined);
    expect(readdirSync(other.file("scans")).sort()).toEqual(["a-2.pdf", "a.pdf", "out"]);
    expect(readdirSync(other.file("secret"))).toEqual([]);
    expect(contents(other.file("scans/a.pdf"))).toBe("there before");
    expect(spool()).toMatchObject({
      setAside: 1,
      trouble: {
        code: "spool.set-aside",
        path: "/out/b.pdf",
        user: "scanner",
        detail: "That leads out of the folder that you are kept in.",
      },
    });
  });
});

describe("the profile of a spool", () => {
  it.each([
    [{ spool: { folder: "spool" } }, ["ftp.spool.folder spool-folder-malformed"]],
    [{ spool: { folder: "/var/spool", most: "2" } }, ["ftp.spool.most byte-count-malformed"]],
    [{ spool: { folder: "/var/spool", most: "2 KB" } }, ["ftp.spool.most byte-count-malformed"]],
    [{ spoolAccepts: true }, ["ftp.spool spool-missing"]],
    [{ spool: { folder: "~/spool" }, spoolAccepts: true }, []],
    [{ spool: { folder: "C:\\spool", most: "1.5 TB" } }, []],
  ])("%j is told as %j", (fields, expected) => {
    const reading = parseProfile({
      id: "popeye",
      name: "Popeye",
      gateway: { host: "www.spinach.com", username: "olive" },
      ftp: { mode: "bridge", ...fields },
    });
    expect(reading.ok ? [] : reading.issues.map(({ field, problem }) => `${field} ${problem}`)).toEqual(expected);
  });
});
