import type * as Fs from "node:fs";
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { tempFolder } from "../../support/fixtures/temp-folder.js";

/** What Windows does with a name whose file was removed while another process reads it; Wine does not. */
const windows = vi.hoisted(() => ({ refusals: 0 }));
vi.mock("node:fs", async (original) => {
  const fs = await original<typeof Fs>();
  return {
    ...fs,
    writeFileSync: (...words: Parameters<typeof fs.writeFileSync>) => {
      if (windows.refusals-- > 0)
        throw Object.assign(new Error("EPERM: operation not permitted, open"), { code: "EPERM" });
      fs.writeFileSync(...words);
    },
  };
});

vi.resetModules(); // another test may have loaded the lock with the real node:fs
const { withFileLock } = await import("../../../src/core/store/file-lock.js");

describe("a lock whose name the system refuses", () => {
  const folder = tempFolder();
  const { platform } = process;
  const on = (name: NodeJS.Platform) => Object.defineProperty(process, "platform", { value: name });
  beforeEach(() => void on("win32"));
  afterEach(() => {
    on(platform);
    windows.refusals = 0;
  });
  afterAll(() => folder.remove());

  it("is asked for again on Windows, where the last holder's file is still being read", () => {
    windows.refusals = 3;
    expect(withFileLock(folder.file("profiles.json"), () => "saved")).toBe("saved");
  });

  it("is given up where it stays so, as in a folder that may not be written to", () => {
    windows.refusals = Infinity;
    expect(() => withFileLock(folder.file("profiles.json"), () => "saved")).toThrow("EPERM");
  });

  it("is given up at once elsewhere", () => {
    on("linux");
    windows.refusals = 1;
    expect(() => withFileLock(folder.file("profiles.json"), () => "saved")).toThrow("EPERM");
    expect(windows.refusals).toBe(0);
  });
});
