import { describe, expect, it } from "vitest";
import { JailedFileSystem } from "../../../../src/core/bridge/files/jailed-file-system.js";
import { RefusalError } from "../../../../src/core/bridge/bridge-reply.js";
import { toDirectoryEntry } from "../../../../src/core/sftp/directory-entry.js";
import type { SftpFileSystem } from "../../../../src/core/sftp/sftp-file-system.js";
import { SFTP_STATUS, SftpError } from "../../../../src/core/sftp/status-codes.js";

const FILE = 0o100644;
const FOLDER = 0o040755;
const LINK = 0o120777;

/** A server's files by their true paths, and what it answers to REALPATH. */
function jailIn(files: Readonly<Record<string, number>>, realPath: (path: string) => string, root = "/home/olive") {
  const removed: string[] = [];
  const inner = {
    realPath: (path: string) => Promise.resolve(realPath(path)),
    lstat: (path: string, name: string) =>
      files[path] === undefined
        ? Promise.reject(new SftpError(SFTP_STATUS.noSuchFile, ""))
        : Promise.resolve(toDirectoryEntry(name, { mode: files[path] })),
    stat: () => Promise.resolve({ mode: FILE }),
    remove: (path: string) => Promise.resolve(void removed.push(path)),
  } as unknown as SftpFileSystem;
  return { jail: new JailedFileSystem(inner, root), removed };
}

describe("the files below a folder", () => {
  it("are not left where a server makes paths true by their text alone", async () => {
    const { jail, removed } = jailIn(
      { "/home/olive/out": LINK, "/home/olive/in": FOLDER, "/home/olive/file": LINK },
      (path) => path,
    );
    await expect(jail.remove("/out/etc")).rejects.toBeInstanceOf(RefusalError);
    await expect(jail.stat("/file")).rejects.toBeInstanceOf(RefusalError);
    await jail.remove("/in/etc");
    expect(removed).toEqual(["/home/olive/in/etc"]);
  });

  it.each([
    "/etc",
    "/home/olive-too",
    "/home",
    "/",
    "relative",
    "",
    "/home/olive/../brutus",
    "/home/olive/./a",
    "/home/olive//a",
    `/home/olive/${"a/".repeat(100)}b`,
  ])("are not those of a path that a server calls true and that is not below: %s", async (real) => {
    const { jail, removed } = jailIn({}, () => real);
    await expect(jail.remove("/in/etc")).rejects.toBeInstanceOf(RefusalError);
    expect(removed).toEqual([]);
  });

  it("are all that there are where the folder is the root of the server", async () => {
    const { jail, removed } = jailIn({ "/in": FOLDER }, (path) => path, "/");
    await jail.remove("/in/a");
    await jail.remove("/b");
    expect(removed).toEqual(["/in/a", "/b"]);
    expect(await jail.realPath("/in")).toBe("/in");
    expect(await jail.realPath("/")).toBe("/");
  });

  it("have the folder itself for a root, which is neither removed nor renamed", async () => {
    const { jail } = jailIn({}, (path) => path);
    expect(await jail.realPath("/")).toBe("/");
    for (const act of [jail.remove("/"), jail.removeDirectory("/"), jail.rename("/", "/a"), jail.rename("/a", "/")])
      await expect(act).rejects.toBeInstanceOf(RefusalError);
  });
});
