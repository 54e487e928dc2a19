import { mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { writeAtomically } from "../../../src/core/system/write-atomically.js";
import { tempFolder, type TempFolder } from "../../support/fixtures/temp-folder.js";

describe("a file that is written whole", () => {
  let folder: TempFolder;
  beforeEach(() => {
    folder = tempFolder();
  });
  afterEach(() => folder.remove());

  it("takes the place of the one before, with the rights that are named and nothing left beside it", async () => {
    const file = folder.file("f");
    writeFileSync(file, "before", { mode: 0o644 });
    await writeAtomically(file, "after");
    expect([readFileSync(file, "utf8"), readdirSync(folder.path)]).toEqual(["after", ["f"]]);
    if (process.platform !== "win32") expect(statSync(file).mode & 0o777).toBe(0o600);
    await writeAtomically(file, Uint8Array.of(1, 2), 0o664);
    expect([...readFileSync(file)]).toEqual([1, 2]);
    if (process.platform !== "win32") expect(statSync(file).mode & 0o777).toBe(0o664);
  });

  it("leaves all as it was where it cannot be put in its place", async () => {
    mkdirSync(folder.file("f/inner"), { recursive: true }); // a folder that is not empty gives way to no file
    await expect(writeAtomically(folder.file("f"), "x")).rejects.toThrow();
    expect(readdirSync(folder.path)).toEqual(["f"]);
  });
});
