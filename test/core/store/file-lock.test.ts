import { execFileSync } from "node:child_process";
import { lutimesSync, readdirSync, readFileSync, symlinkSync, utimesSync, writeFileSync } from "node:fs";
import type * as Fs from "node:fs/promises";
import { hostname } from "node:os";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { tempFolder, type TempFolder } from "../../support/fixtures/temp-folder.js";

/** `refusals`: what Windows does with a name whose file was removed while another process reads it; Wine does not. */
const system = vi.hoisted(() => ({ refusals: 0, isDiskFull: false }));
const systemError = vi.hoisted(() => (code: string) => Object.assign(new Error(`${code}: made up`), { code }));
vi.mock("node:fs/promises", async (original) => {
  const fs = await original<typeof Fs>();
  return {
    ...fs,
    open: async (...words: Parameters<typeof fs.open>) => {
      if (system.refusals-- > 0) throw systemError("EPERM");
      const handle = await fs.open(...words);
      if (system.isDiskFull) handle.writeFile = () => Promise.reject(systemError("ENOSPC"));
      return handle;
    },
  };
});

vi.resetModules(); // another test may have loaded the lock with the real node:fs/promises
const { withFileLock } = await import("../../../src/core/store/file-lock.js");

let folder: TempFolder;
const file = () => folder.file("profiles.json");
const lock = () => `${file()}.lock`;
const save = () => withFileLock(file(), () => "saved");
const HOUR_MS = 3_600_000;
beforeEach(() => {
  folder = tempFolder();
});
afterEach(() => {
  system.refusals = 0;
  system.isDiskFull = false;
  folder.remove();
});

describe("a lock whose name the system refuses", () => {
  const { platform } = process;
  const on = (name: NodeJS.Platform) => Object.defineProperty(process, "platform", { value: name });
  beforeEach(() => void on("win32"));
  afterEach(() => void on(platform));

  it("is asked for again on Windows, where the last holder's file is still being read", async () => {
    system.refusals = 3;
    expect(await save()).toBe("saved");
  });

  it("is given up where it stays so, as in a folder that may not be written to", async () => {
    system.refusals = Infinity;
    await expect(save()).rejects.toThrow("EPERM");
  });

  it("is given up at once elsewhere", async () => {
    on("linux");
    system.refusals = 1;
    await expect(save()).rejects.toThrow("EPERM");
    expect(system.refusals).toBe(0);
  });
});

describe("a lock", () => {
  it("leaves nothing behind on a full disk, so that the next change need not wait for it", async () => {
    system.isDiskFull = true;
    await expect(save()).rejects.toMatchObject({ code: "ENOSPC" });
    expect(readdirSync(folder.path)).toEqual([]);
  });

  it.each([
    ["of an hour ago", -HOUR_MS, String(process.pid)],
    ["of the next hour, as after a clock was set back", HOUR_MS, String(process.pid)],
    ["of the next hour that names nobody", HOUR_MS, ""],
    ["that names nobody, of two seconds ago", -2_000, ""],
    ["that names nobody, of the next two seconds", 2_000, ""],
  ])("%s is taken away at once", async (_, age, owner) => {
    writeFileSync(lock(), owner);
    const madeAt = new Date(Date.now() + age);
    utimesSync(lock(), madeAt, madeAt);
    const start = performance.now();
    expect(await save()).toBe("saved");
    expect(performance.now() - start).toBeLessThan(4_000);
    expect(readdirSync(folder.path)).toEqual([]);
  });

  it.runIf(process.platform !== "win32")("that is no file is taken away as one that names nobody", async () => {
    symlinkSync(folder.file("nowhere"), lock());
    lutimesSync(lock(), 0, 0);
    expect(await save()).toBe("saved");
    execFileSync("mkfifo", [lock()]);
    utimesSync(lock(), 0, 0);
    expect(await save()).toBe("saved");
    expect(readdirSync(folder.path)).toEqual([]);
  });

  /** No process has it: Linux gives none above 2 to the power of 22. */
  const NO_PROCESS = 2 ** 22 + 1;

  it("of a process that has ended is taken away at once on its own computer, and elsewhere once it is old", async () => {
    writeFileSync(lock(), `${NO_PROCESS} 0123456789ab ${hostname()}`);
    expect(await save()).toBe("saved");
    let isTaken = false;
    writeFileSync(lock(), `${NO_PROCESS} 0123456789ab ${hostname()}-too`);
    const saving = save().finally(() => (isTaken = true));
    const later = new Date(Date.now() + HOUR_MS);
    for (let looks = 0; looks < 20; looks++) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      const now = new Date();
      utimesSync(lock(), now, now); // it stays fresh, however busy the machine is
      expect(isTaken).toBe(false);
    }
    utimesSync(lock(), later, later);
    expect(await saving).toBe("saved");
  });

  it("holds up nothing else of the process while it is waited for", async () => {
    let turns = 0;
    const counting = setInterval(() => turns++, 1);
    writeFileSync(lock(), String(process.pid));
    const saving = save();
    await vi.waitFor(() => expect(turns).toBeGreaterThan(20));
    utimesSync(lock(), 0, 0);
    expect(await saving).toBe("saved");
    clearInterval(counting);
  });

  it("lets the calls of one process in one by one, in the order in which they came", async () => {
    const order: string[] = [];
    const change = (name: string) => () =>
      withFileLock(file(), async () => {
        order.push(`${name} begins`);
        await new Promise(setImmediate);
        order.push(`${name} ends`);
      });
    await Promise.all(["first", "second", "third"].map((name) => change(name)()));
    expect(order).toEqual(["first", "second", "third"].flatMap((name) => [`${name} begins`, `${name} ends`]));
  });

  it("that another process took over from a holder who was too slow stays that one's", async () => {
    await withFileLock(file(), () => writeFileSync(lock(), "another"));
    expect(readFileSync(lock(), "utf8")).toBe("another");
  });
});
