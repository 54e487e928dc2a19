import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { run, runWell } from "../support/child.js";
import { tempFolder, type TempFolder } from "../support/fixtures/temp-folder.js";

const ROOT = join(import.meta.dirname, "..", "..");
const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { version: string };
const QUIET = ["--no-audit", "--no-fund", "--loglevel=error"];

describe.skipIf(process.platform === "win32")("npm install --global culvert", () => {
  let folder: TempFolder;
  let files: readonly string[];
  /** Why npm could not fetch ssh2, where it could not. */
  let failed = "";

  beforeAll(async () => {
    folder = tempFolder();
    const packed = JSON.parse(
      await runWell("npm", ["pack", "--json", "--ignore-scripts", "--pack-destination", folder.path, ...QUIET], {
        cwd: ROOT,
      }),
    ) as unknown;
    const [{ filename, files: packedFiles }] = Object.values(packed as Record<string, unknown>) as [
      { filename: string; files: { path: string }[] },
    ];
    files = packedFiles.map(({ path }) => path);
    mkdirSync(folder.file("prefix"));
    // ssh2 works without its native add-ons; what npm ci has fetched is in npm's cache, the rest comes from the registry
    const words = [
      "install",
      "--global",
      "--prefix",
      folder.file("prefix"),
      "--prefer-offline",
      "--ignore-scripts",
      ...QUIET,
      folder.file(filename),
    ];
    const ending = await run("npm", words, { cwd: folder.path, timeout: 110_000 });
    if (ending.code !== 0) failed = ending.stderr.split("\n")[0] ?? "npm failed";
  });
  afterAll(() => folder.remove());

  const culvert = (...words: string[]) =>
    run(folder.file("prefix/bin/culvert"), words, {
      cwd: folder.path,
      env: { PATH: process.env["PATH"], HOME: folder.path, LC_ALL: "C" },
    });
  const packages = (of: string): string[] =>
    readdirSync(join(folder.file("prefix/lib/node_modules"), of)).filter((name) => !name.startsWith("."));
  const installedIt = (title: string, body: () => void | Promise<void>): void => {
    it(title, async ({ skip }) => {
      if (/ENOTCACHED|EAI_AGAIN|ECONNREFUSED|ENOTFOUND|ETIMEDOUT/.test(failed))
        skip(`npm's registry cannot be reached: ${failed}`);
      expect(failed).toBe("");
      await body();
    });
  };

  it("packs what runs and what explains it, no sources and no tests", () => {
    expect(files).toEqual(
      expect.arrayContaining([
        "out/main/culvert.js",
        "assets/cli/culvert.1",
        "assets/cli/culvert.bash",
        "README.md",
        "LICENSE",
        "THIRD-PARTY-NOTICES.txt",
        "package.json",
      ]),
    );
    expect(files.filter((path) => /^(src|test|renderer|out\/renderer)\/|\.tsx?$/.test(path))).toEqual([]);
  });

  installedIt("runs from there: its version, its help, its profiles", async () => {
    expect(await culvert("--version")).toMatchObject({ code: 0, stdout: `${version}\n` });
    expect((await culvert("--help")).stdout).toContain("culvert [options] [command]");
    expect(await culvert("list")).toMatchObject({
      code: 0,
      stdout: "",
      stderr: expect.stringContaining("no profiles yet") as unknown,
    });
  });

  installedIt("brings ssh2 and little else: no Electron, and nothing that is bundled already", () => {
    const optional = ["buildcheck", "cpu-features", "nan"]; // ssh2's own, for its native add-ons
    expect(
      packages("culvert/node_modules")
        .filter((name) => !optional.includes(name))
        .sort(),
    ).toEqual(["asn1", "bcrypt-pbkdf", "safer-buffer", "ssh2", "tweetnacl"]);
  });

  installedIt("puts the manual page where man looks", () => {
    expect(existsSync(folder.file("prefix/share/man/man1/culvert.1"))).toBe(true);
  });
});
