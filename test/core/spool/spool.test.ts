import { readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { afterEach, describe, expect, it } from "vitest";
import { SFTP_STATUS } from "../../../src/core/sftp/status-codes.js";
import { Spool, SpoolRefusal } from "../../../src/core/spool/spool.js";
import type { SpoolDisk } from "../../../src/core/spool/spool-disk.js";
import type { SpoolFacts } from "../../../src/core/spool/spool-entry.js";
import { systemClock } from "../../../src/core/system/system-clock.js";
import type { Clock } from "../../../src/core/environment.js";
import { tempFolder, type TempFolder } from "../../support/fixtures/temp-folder.js";
import { waitFor } from "../../support/wait-for.js";
import { EndingDisk, type EndsAt } from "./ending-disk.js";
import { LosingServer } from "./losing-server.js";

/** Waits are as short as can be: what is tested is what comes behind them. */
const hastyClock: Clock = {
  ...systemClock,
  setTimeout: (_milliseconds, callback) => systemClock.setTimeout(1, callback),
};
const CONTENTS = ["the first scan", "", "the third, which is longer than a packet of the server's"];
const OPEN = new Set<Spool>();
const folders: TempFolder[] = [];

afterEach(async () => {
  for (const spool of OPEN) await spool.stop();
  OPEN.clear();
  for (const folder of folders.splice(0)) folder.remove();
});

function newFolder(): TempFolder {
  const folder = tempFolder();
  folders.push(folder);
  return folder;
}

interface SpoolSetup {
  readonly disk?: SpoolDisk;
  readonly clock?: Clock;
  readonly maxBytes?: number;
}

function spoolIn(
  folder: string,
  server: LosingServer,
  { disk, clock = hastyClock, maxBytes = 1e6 }: SpoolSetup = {},
): Spool {
  const spool = new Spool({
    folder,
    maxBytes,
    clock,
    ...(disk === undefined ? {} : { disk }),
    isUp: () => server.isUp && !(disk instanceof EndingDisk && disk.hasEnded),
    openFiles: () => Promise.resolve(server.open()),
    describe: () => ({ says: "Permission denied.", isRefusal: false }),
    onChange: () => undefined,
  });
  OPEN.add(spool);
  return spool;
}

async function store(spool: Spool, path: string, content: string, existing: SpoolFacts["existing"] = "number") {
  const writer = await spool.store({ path, existing, storedAt: 1 });
  try {
    for (const half of [content.slice(0, 5), content.slice(5)]) await writer.write(Buffer.from(half));
    await writer.commit();
  } finally {
    await writer.discard();
  }
}

const waitUntil = (what: string, isSo: () => boolean): Promise<true> =>
  waitFor(what, () => isSo() || undefined, undefined, 2);

/** Store one after the other under the same name, until the process is ended. @returns what was told as kept */
async function storeAll(spool: Spool, disk: EndingDisk): Promise<string[]> {
  const kept: string[] = [];
  try {
    await spool.open();
    for (const content of CONTENTS) {
      await store(spool, "/scans/a.pdf", content);
      kept.push(content);
    }
    await waitUntil("the end", () => !spool.isWaiting || disk.hasEnded);
  } catch (thrown) {
    if (!(thrown instanceof SpoolRefusal)) throw thrown;
  }
  return kept;
}

/** What is at the server, in the order of the numbers that the names were given. */
const inOrder = (server: LosingServer): string[] =>
  ["/scans/a.pdf", "/scans/a-2.pdf", "/scans/a-3.pdf", "/scans/a-4.pdf"].flatMap(
    (path) => server.files.get(path)?.toString() ?? [],
  );

/** Start again over what is there, and send it all. */
async function finish(folder: string, server: LosingServer): Promise<Spool> {
  server.isUp = true;
  const again = spoolIn(folder, server);
  await again.open();
  await waitUntil("all to be sent", () => !again.isWaiting);
  return again;
}

function expectOnce(server: LosingServer, kept: readonly string[]): void {
  const there = inOrder(server);
  expect(there.slice(0, kept.length)).toEqual(kept); // each that was told, once and in order
  expect([kept.length, kept.length + 1]).toContain(there.length); // and at most the one whose storing was not told
  expect(there).toEqual(CONTENTS.slice(0, there.length));
  expect(server.hidden()).toEqual([]);
}

describe("a spool whose process is killed", () => {
  it.each(["before", "after", "half"] as const)(
    "%s any step on the disk loses nothing that it told, and sends nothing twice",
    async (how) => {
      let runs = 0;
      for (let step = 1; ; step++) {
        const folder = newFolder().path;
        const server = new LosingServer();
        const disk = new EndingDisk({ step, how } satisfies EndsAt);
        const spool = spoolIn(folder, server, { disk });
        const kept = await storeAll(spool, disk);
        await spool.stop();
        const again = await finish(folder, server);
        expectOnce(server, kept);
        expect(again.status()).toMatchObject({ waiting: 0, setAside: 0 });
        await again.stop();
        expect(readdirSync(folder)).toEqual(["aside"]);
        runs++;
        if (!disk.hasEnded) break;
      }
      expect(runs).toBeGreaterThan(40);
    },
  );

  it("with any byte of what it writes as the last loses nothing that it told, and sends nothing twice", async () => {
    const MAX_STEPS = 60;
    const MAX_FACTS_BYTES = 400;
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: MAX_STEPS }), fc.nat(MAX_FACTS_BYTES), async (step, how) => {
        const folder = newFolder().path;
        const server = new LosingServer();
        const disk = new EndingDisk({ step, how });
        const spool = spoolIn(folder, server, { disk });
        const kept = await storeAll(spool, disk);
        await spool.stop();
        const again = await finish(folder, server);
        expectOnce(server, kept);
        expect(again.status()).toMatchObject({ waiting: 0, setAside: 0 });
        await again.stop();
      }),
      { numRuns: 100 },
    );
  });
});

describe("a spool whose link is lost", () => {
  it.each([false, true])(
    "at any request, carried out (%s) or not, sends each file once and in order",
    async (isDone) => {
      let runs = 0;
      for (let request = 1; ; request++) {
        const folder = newFolder().path;
        const server = new LosingServer();
        server.losesAt = { request, isDone };
        const spool = spoolIn(folder, server);
        await spool.open();
        const stored = (async () => {
          for (const content of CONTENTS) await store(spool, "/scans/a.pdf", content);
        })();
        await stored;
        await waitUntil("the end", () => !spool.isWaiting || !server.isUp);
        const wasLost = !server.isUp;
        if (request % 2 === 0) {
          server.isUp = true; // the same process comes again; else another
          spool.start();
          await waitFor("all to be sent", () => (spool.isWaiting ? (spool.start(), undefined) : true));
        }
        await spool.stop();
        await (await finish(folder, server)).stop();
        expectOnce(server, CONTENTS);
        runs++;
        if (!wasLost) break;
      }
      expect(runs).toBeGreaterThan(20);
    },
  );

  it("takes a file for sent that got its name and lies there, and puts one aside that does not", async () => {
    for (const isThere of [true, false]) {
      const folder = newFolder().path;
      const server = new LosingServer();
      server.answers = (name) => {
        if (name === "rename") server.losesAt = { request: server.requests + 1, isDone: true };
        return undefined;
      };
      const spool = spoolIn(folder, server);
      await spool.open();
      await store(spool, "/a.pdf", "scan", "replace");
      await waitFor("the loss", () => (server.isUp ? undefined : true));
      server.answers = () => undefined;
      if (!isThere) server.files.clear(); // as a program does that takes what comes
      server.isUp = true;
      await waitFor("the end", () => (spool.isWaiting ? (spool.start(), undefined) : true));
      expect(server.shown()).toEqual(isThere ? { "/a.pdf": "scan" } : {});
      expect(spool.status()).toMatchObject(
        isThere
          ? { setAside: 0 }
          : { setAside: 1, trouble: { code: "spool.set-aside", path: "/a.pdf", detail: "unsure" } },
      );
      await spool.stop();
    }
  });
});

describe("a file that the server refuses", () => {
  it("is put aside, told and kept, and holds up none behind it; moved back, it is sent", async () => {
    const folder = newFolder().path;
    const server = new LosingServer();
    server.answers = (name, path) =>
      name === "open" && path.includes("locked") ? SFTP_STATUS.permissionDenied : undefined;
    const spool = spoolIn(folder, server);
    await spool.open();
    await store(spool, "/locked.pdf", "refused");
    await store(spool, "/free.pdf", "taken");
    await waitFor("both", () => (spool.isWaiting ? undefined : true));
    expect(server.shown()).toEqual({ "/free.pdf": "taken" });
    const aside = join(folder, "aside");
    const { trouble, setAside } = spool.status();
    expect({ trouble, setAside }).toEqual({
      setAside: 1,
      trouble: {
        code: "spool.set-aside",
        path: "/locked.pdf",
        file: join(aside, "000000000001.data"),
        detail: "Permission denied.",
      },
    });
    expect(readFileSync(join(aside, "000000000001.data"), "utf8")).toBe("refused");
    await spool.stop();
    const again = spoolIn(folder, server);
    await again.open();
    expect(again.status()).toMatchObject({ setAside: 1, trouble: { code: "spool.set-aside", path: "" } });
    server.answers = () => undefined;
    for (const end of ["data", "json"])
      renameSync(join(aside, `000000000001.${end}`), join(folder, `000000000001.${end}`));
    await waitFor("it to be sent", () => server.files.get("/locked.pdf"));
    await waitFor("its end", () => (again.status().setAside === 0 && !again.isWaiting) || undefined);
    expect(again.status()).toEqual({ waiting: 0, bytes: 0, setAside: 0 });
  });

  it("for a reason that may pass is tried some times more before", async () => {
    const folder = newFolder().path;
    const server = new LosingServer();
    let opens = 0;
    server.answers = (name) => (name === "open" ? (++opens < 4 ? SFTP_STATUS.noSpace : undefined) : undefined);
    const spool = spoolIn(folder, server);
    await spool.open();
    await store(spool, "/a", "x");
    await waitFor("it to be sent", () => server.shown()["/a"]);
    server.answers = (name) => (name === "open" ? SFTP_STATUS.noSpace : undefined);
    await store(spool, "/b", "y");
    await waitFor("it to be put aside", () => (spool.status().setAside === 1 ? true : undefined));
  });

  it("that has changed on this disk is not sent", async () => {
    const folder = newFolder().path;
    const server = new LosingServer();
    server.isUp = false;
    const spool = spoolIn(folder, server);
    await spool.open();
    await store(spool, "/a", "what was stored");
    writeFileSync(join(folder, "000000000001.data"), "what was changed");
    server.isUp = true;
    spool.start();
    await waitFor("it to be put aside", () => (spool.status().setAside === 1 ? true : undefined));
    expect(spool.status().trouble).toMatchObject({ detail: "damaged" });
    await waitFor("the hidden file's end", () => (server.files.size === 0 ? true : undefined));
  });
});

describe("a spool", () => {
  it("takes no more than it may, and again once that is sent", async () => {
    const server = new LosingServer();
    server.isUp = false;
    const spool = spoolIn(newFolder().path, server, { maxBytes: 20_000 });
    await spool.open();
    await store(spool, "/a", "x".repeat(10_000));
    await expect(store(spool, "/b", "x".repeat(10_000))).rejects.toMatchObject({ reason: "full" });
    expect(spool.status()).toMatchObject({ waiting: 1, bytes: 10_000 });
    server.isUp = true;
    spool.start();
    await waitFor("it to be sent", () => (spool.isWaiting ? undefined : true));
    await store(spool, "/b", "x".repeat(10_000));
    await waitFor("it to be sent", () => server.shown()["/b"]);
  });

  it("takes the word of a full disk, and of one that cannot be written", async () => {
    for (const [code, reason] of [
      ["ENOSPC", "full"],
      ["EIO", "disk"],
    ] as const) {
      const disk = new EndingDisk({ step: 0, how: "before" });
      const create = disk.create.bind(disk);
      disk.create = async (file) => ({
        ...(await create(file)),
        append: () => Promise.reject(Object.assign(new Error(`${code}: no`), { code })),
      });
      const spool = spoolIn(newFolder().path, new LosingServer(), { disk });
      await spool.open();
      await expect(store(spool, "/a", "x")).rejects.toMatchObject({ reason });
      expect(spool.status().waiting).toBe(0);
    }
  });

  it("is one process's alone; what a killed one has left is taken over", async () => {
    const folder = newFolder().path;
    const server = new LosingServer();
    const spool = spoolIn(folder, server);
    await spool.open();
    const other = spoolIn(folder, server);
    await other.open();
    expect(other.isOpen).toBe(false);
    expect(other.status().trouble).toMatchObject({ code: "spool.unusable", process: process.pid });
    await expect(store(other, "/a", "x")).rejects.toBeInstanceOf(SpoolRefusal);
    await spool.stop();
    writeFileSync(join(folder, "owner"), `${process.ppid} another-start`); // its number was given again
    await other.open();
    expect(other.isOpen).toBe(true);
  });

  it("makes folders that are missing, and those that were asked for, in order", async () => {
    const server = new LosingServer();
    const spool = spoolIn(newFolder().path, server);
    await spool.open();
    await spool.addFolder({ path: "/2026", storedAt: 1 });
    await store(spool, "/2026/11/29/a", "x");
    await waitFor("it to be sent", () => server.shown()["/2026/11/29/a"]);
    expect([...server.folders]).toEqual(["/", "/2026", "/2026/11", "/2026/11/29"]);
  });

  it("renames a file that waits, and finds it under its new name", async () => {
    const server = new LosingServer();
    server.isUp = false;
    const spool = spoolIn(newFolder().path, server);
    await spool.open();
    await store(spool, "/a.tmp", "x");
    expect(await spool.rename(undefined, "/a.tmp", "/a", "replace")).toBe(true);
    expect(spool.find(undefined, "/a.tmp")).toBeUndefined();
    expect(spool.find("another", "/a")).toBeUndefined();
    expect(spool.find(undefined, "/a")).toMatchObject({ size: 1 });
    server.isUp = true;
    spool.start();
    await waitFor("it to be sent", () => server.shown()["/a"]);
    expect(server.shown()).toEqual({ "/a": "x" });
  });
});
