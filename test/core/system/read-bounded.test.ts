import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { readBounded } from "../../../src/core/system/read-bounded.js";
import { tempFolder, type TempFolder } from "../../support/fixtures/temp-folder.js";

let folder: TempFolder;
beforeEach(() => {
  folder = tempFolder();
});
afterEach(() => folder.remove());

describe("a small file", () => {
  it.each([0, 1, 65_535, 65_536, 65_537, 200_000])("is read whole: %i bytes", async (length) => {
    const bytes = Buffer.from(Array.from({ length }, (_, index) => index % 251));
    writeFileSync(folder.file("a"), bytes);
    expect((await readBounded(folder.file("a"), 200_000)).equals(bytes)).toBe(true);
  });

  it("is refused where it is larger than any of its kind, before it is read", async () => {
    writeFileSync(folder.file("a"), "x");
    truncateSync(folder.file("a"), 5e9);
    await expect(readBounded(folder.file("a"), 1_000)).rejects.toMatchObject({ code: "EFBIG" });
  });

  it("that is missing or a folder is told as the system tells it", async () => {
    mkdirSync(folder.file("folder"));
    await expect(readBounded(folder.file("a"), 10)).rejects.toMatchObject({ code: "ENOENT" });
    await expect(readBounded(folder.file("folder"), 10)).rejects.toMatchObject({ code: "EISDIR" });
  });

  describe.runIf(process.platform !== "win32")("that is none", () => {
    it("is refused where it is a pipe, also by a link, without waiting for a writer", async () => {
      execFileSync("mkfifo", [folder.file("pipe")]);
      symlinkSync("pipe", folder.file("link"));
      for (const name of ["pipe", "link"])
        await expect(readBounded(folder.file(name), 10)).rejects.toMatchObject({ code: "ESPIPE" });
    });

    it("is refused where it is a socket", async () => {
      const server = createServer();
      await new Promise<void>((resolve) => server.listen(folder.file("socket"), resolve));
      await expect(readBounded(folder.file("socket"), 10)).rejects.toMatchObject({
        code: expect.stringMatching(/^(?:ENXIO|ESPIPE)$/) as string,
      });
      server.close();
    });

    it("is empty where it is /dev/null, and given up where it has no end", async () => {
      expect(await readBounded("/dev/null", 10)).toEqual(Buffer.alloc(0));
      expect(existsSync("/dev/zero")).toBe(true);
      await expect(readBounded("/dev/zero", 1e6)).rejects.toMatchObject({ code: "EFBIG" });
    });
  });
});
