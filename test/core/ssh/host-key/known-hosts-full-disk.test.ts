import { appendFileSync, readFileSync, statSync, writeFileSync } from "node:fs";
import type * as Fs from "node:fs/promises";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { tempFolder, type TempFolder } from "../../../support/fixtures/temp-folder.js";

/** A disk with room for so many bytes more, and what another program does right after they are written. */
const disk = vi.hoisted(() => ({ room: Infinity, whenFull: (): void => undefined }));
vi.mock("node:fs/promises", async (original) => {
  const fs = await original<typeof Fs>();
  return {
    ...fs,
    open: async (...words: Parameters<typeof fs.open>) => {
      const handle = await fs.open(...words);
      const write = handle.write.bind(handle);
      const limited = async (bytes: Buffer, offset = 0) => {
        const length = Math.min(bytes.length - offset, disk.room);
        if (length === 0) {
          disk.whenFull();
          throw Object.assign(new Error("ENOSPC: no space left on device, write"), { code: "ENOSPC" });
        }
        disk.room -= length;
        return write(bytes, offset, length);
      };
      handle.write = limited as typeof handle.write;
      return handle;
    },
  };
});

vi.resetModules(); // another test may have loaded the file with the real node:fs/promises
const { KnownHostsFile } = await import("../../../../src/core/ssh/host-key/known-hosts-file.js");

let folder: TempFolder;
let file: string;
beforeEach(() => {
  folder = tempFolder();
  file = folder.file("known_hosts");
});
afterEach(() => {
  disk.room = Infinity;
  disk.whenFull = () => undefined;
  folder.remove();
});

describe("a host key that is written to a full disk", () => {
  const LINE = "www.spinach.com ssh-ed25519 AAAA\n";
  const failure = { failure: { code: "host-key.file-unreadable", detail: expect.stringMatching("ENOSPC") as string } };

  it.each([0, 1, 20, LINE.length - 1])(
    "is told as not written, and leaves no part of it: room for %i bytes",
    async (room) => {
      writeFileSync(file, "first\n");
      disk.room = room;
      await expect(new KnownHostsFile(file).append(LINE)).rejects.toMatchObject(failure);
      expect(readFileSync(file, "utf8")).toBe("first\n");
    },
  );

  it("is written whole where a disk takes it in parts", async () => {
    writeFileSync(file, "first");
    disk.room = 1 + LINE.length;
    await new KnownHostsFile(file).append(LINE);
    expect(readFileSync(file, "utf8")).toBe(`first\n${LINE}`);
  });

  it("takes nothing back of what another program has appended behind it", async () => {
    writeFileSync(file, "first\n");
    disk.room = 5;
    disk.whenFull = () => appendFileSync(file, "\nother\n");
    await expect(new KnownHostsFile(file).append(LINE)).rejects.toMatchObject(failure);
    expect(readFileSync(file, "utf8")).toBe(`first\n${LINE.slice(0, 5)}\nother\n`);
    expect(statSync(file).size).toBeGreaterThan(0);
  });
});
