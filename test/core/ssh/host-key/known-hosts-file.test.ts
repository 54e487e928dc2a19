import { chmodSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { KnownHostsFile } from "../../../../src/core/ssh/host-key/known-hosts-file.js";
import { FailureError } from "../../../../src/shared/status/failure.js";
import { tempFolder, type TempFolder } from "../../../support/fixtures/temp-folder.js";

let folder: TempFolder;
beforeEach(() => {
  folder = tempFolder();
});
afterEach(() => folder.remove());

const unreadable = (file: string): object => ({
  failure: { code: "host-key.file-unreadable", file, detail: expect.stringMatching(/./) as string },
});

describe("KnownHostsFile", () => {
  it("reads a file that is not there as empty, and does not make it", async () => {
    const file = folder.file("none/known_hosts");
    expect(await new KnownHostsFile(file).read()).toBe("");
    expect(() => statSync(file)).toThrow();
  });

  it("reads a folder in its place as empty, as ssh does", async () => {
    mkdirSync(folder.file("known_hosts"));
    expect(await new KnownHostsFile(folder.file("known_hosts")).read()).toBe("");
  });

  it("makes its folder and itself for the owner alone", async () => {
    const file = folder.file("home/.ssh/known_hosts");
    await new KnownHostsFile(file).append("a ssh-ed25519 AAAA\n");
    expect(readFileSync(file, "utf8")).toBe("a ssh-ed25519 AAAA\n");
    if (process.platform === "win32") return;
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(statSync(folder.file("home/.ssh")).mode & 0o777).toBe(0o700);
  });

  it("leaves the mode of a file that is there as its owner set it", async () => {
    const file = folder.file("known_hosts");
    writeFileSync(file, "a\n");
    chmodSync(file, 0o644);
    await new KnownHostsFile(file).append("b\n");
    if (process.platform !== "win32") expect(statSync(file).mode & 0o777).toBe(0o644);
  });

  it.each([
    { title: "an empty file", before: "", after: "b\n" },
    { title: "a file whose last line has its end", before: "a\n", after: "a\nb\n" },
    { title: "a file whose last line lacks its end", before: "a", after: "a\nb\n" },
    { title: "a file with the line ends of Windows", before: "a\r\n", after: "a\r\nb\n" },
  ])("appends a whole line to $title", async ({ before, after }) => {
    const file = folder.file("known_hosts");
    writeFileSync(file, before);
    await new KnownHostsFile(file).append("b\n");
    expect(readFileSync(file, "utf8")).toBe(after);
  });

  it("loses nothing that others append at the same time", async () => {
    const file = folder.file("known_hosts");
    writeFileSync(file, "first\n");
    const names = Array.from({ length: 50 }, (_, index) => `host${index}`);
    await Promise.all(names.map((name) => new KnownHostsFile(file).append(`${name}\n`)));
    expect(readFileSync(file, "utf8").trim().split("\n").sort()).toEqual(["first", ...names].sort());
  });

  it("appends through a link to where the file truly is", async () => {
    writeFileSync(folder.file("true"), "a\n");
    symlinkSync(folder.file("true"), folder.file("known_hosts"));
    await new KnownHostsFile(folder.file("known_hosts")).append("b\n");
    expect(readFileSync(folder.file("true"), "utf8")).toBe("a\nb\n");
  });

  it("says which file cannot be read or written, and why", async () => {
    const file = folder.file("known_hosts");
    mkdirSync(file);
    await expect(new KnownHostsFile(file).append("a\n")).rejects.toMatchObject(unreadable(file));
    await expect(new KnownHostsFile(file).append("a\n")).rejects.toBeInstanceOf(FailureError);

    writeFileSync(folder.file("plain"), "");
    const below = join(folder.file("plain"), "known_hosts");
    await expect(new KnownHostsFile(below).read()).rejects.toMatchObject(unreadable(below));
    await expect(new KnownHostsFile(below).append("a\n")).rejects.toMatchObject(unreadable(below));
  });
});
