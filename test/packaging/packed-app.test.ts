import { mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { FuseV1Options, getCurrentFuseWire } from "@electron/fuses";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openStandInHost } from "../e2e/stand-in-host.js";
import { shownWindow, trayThatSays } from "../e2e/steps.js";
import { run, type Ending } from "../support/child.js";
import { describeWith } from "../support/describe-with.js";
import { freshKey } from "../support/fixtures/fresh-key.js";
import { packApp, unpackApp, type PackedApp } from "../support/fixtures/packed-app.js";
import { tempFolder, type TempFolder } from "../support/fixtures/temp-folder.js";
import { programPathOrThrow } from "../support/programs.js";

const MB = 1024 * 1024;
/** The bundles are near 3 MB and the libraries beside them under 1 MB; twice that would mean that something came along. */
const MAX_ARCHIVE = 8 * MB;

const isHere = process.platform === "linux";
const setup = { folder: undefined as TempFolder | undefined, packed: undefined as PackedApp | undefined };
const packedApp = (): PackedApp =>
  setup.packed ??
  (() => {
    throw new Error("nothing was packed");
  })();
const file = (name: string): string => setup.folder?.file(name) ?? "";

beforeAll(async () => {
  if (!isHere) return;
  setup.folder = tempFolder();
  setup.packed = await packApp(setup.folder.path);
  mkdirSync(file("app"));
  unpackApp(setup.packed, file("app"));
}, 240_000);
afterAll(() => setup.folder?.remove());

const describeHere = isHere ? describe : describe.skip;

describeHere(`What electron-builder packs${isHere ? "" : " (not here: Linux)"}`, () => {
  it("holds the bundles, the icons and ssh2's libraries, and nothing else", () => {
    const paths = new Set(
      packedApp()
        .files.filter((path) => path.split("/").length > 2)
        .map((path) => path.split("/").slice(1, 3).join("/")),
    );
    expect([...paths].sort()).toEqual([
      "assets/icon.png",
      "assets/tray",
      "node_modules/asn1",
      "node_modules/bcrypt-pbkdf",
      "node_modules/safer-buffer",
      "node_modules/ssh2",
      "node_modules/tweetnacl",
      "out/main",
      "out/preload",
      "out/renderer",
    ]);
  });

  it("holds no tests, sources, maps, native add-ons or papers", () => {
    const needless = /\.(ts|tsx|map|md|node|o|cc|gyp|svg)$|\/(test|tests|examples|src|deps|\.[^/]*)(\/|$)/;
    expect(packedApp().files.filter((path) => needless.test(path))).toEqual([]);
  });

  it("holds the thread that unlocks keys, which runs from there", async () => {
    expect(packedApp().files).toContain("/out/main/unlock-worker.js");
    const { private: text } = freshKey({ passphrase: "spinach", cipher: "aes256-ctr", rounds: 1 });
    const thread = new Worker(file("app/out/main/unlock-worker.js"), { workerData: { text, passphrase: "spinach" } });
    expect(await new Promise((resolve, reject) => thread.once("message", resolve).once("error", reject))).toMatchObject(
      { kind: "unlocked" },
    );
  });

  it("stays small", () => {
    expect(statSync(packedApp().archive).size).toBeLessThan(MAX_ARCHIVE);
  });

  it("keeps the licences beside the archive: Culvert's, its libraries', Electron's and Chromium's", () => {
    for (const name of [
      "resources/LICENSE",
      "resources/THIRD-PARTY-NOTICES.txt",
      "LICENSE.electron.txt",
      "LICENSES.chromium.html",
    ]) {
      expect(statSync(join(packedApp().folder, name)).isFile()).toBe(true);
    }
  });

  it("has its fuses set: no run-as-node, no NODE_OPTIONS, no inspector, only the archive, and that one checked", async () => {
    const wire = await getCurrentFuseWire(packedApp().program);
    const isOn = (fuse: FuseV1Options): boolean => String.fromCharCode(Number(wire[fuse])) === "1";
    expect({
      runAsNode: isOn(FuseV1Options.RunAsNode),
      nodeOptions: isOn(FuseV1Options.EnableNodeOptionsEnvironmentVariable),
      inspect: isOn(FuseV1Options.EnableNodeCliInspectArguments),
      fileProtocol: isOn(FuseV1Options.GrantFileProtocolExtraPrivileges),
      cookieEncryption: isOn(FuseV1Options.EnableCookieEncryption),
      onlyAsar: isOn(FuseV1Options.OnlyLoadAppFromAsar),
      integrity: isOn(FuseV1Options.EnableEmbeddedAsarIntegrityValidation),
    }).toEqual({
      runAsNode: false,
      nodeOptions: false,
      inspect: false,
      fileProtocol: false,
      cookieEncryption: true,
      onlyAsar: true,
      integrity: true,
    });
  });
});

describeWith(["chromium"], "The app taken from the packed archive, on the stand-in", () => {
  it("starts, shows its tray and its window, and quits", async () => {
    const home = file("home");
    mkdirSync(home);
    const host = await openStandInHost(programPathOrThrow("chromium"), file("app"));
    const app = await host.start({ ...process.env, HOME: home, XDG_CONFIG_HOME: join(home, ".config") });
    try {
      await trayThatSays(app, "Culvert");
      expect(await (await shownWindow(app)).title()).toContain("Culvert");
    } finally {
      await app.terminate();
      expect(await app.exited).toBe(0);
      await host.close();
    }
  });
});

describeHere(`The launcher culvert in the packed app${isHere ? "" : " (not here: Linux)"}`, () => {
  const profile = {
    id: "popeye",
    name: "Popeye's web site",
    gateway: { host: "127.0.0.1", port: 1, username: "olive", auth: [{ method: "agent" }] },
    ftp: { mode: "relay", target: { host: "popeye" } },
  };

  /** @param by the path by which it is called */
  function culvert(by: string, ...words: string[]): Promise<Ending> {
    writeFileSync(file("profiles.json"), JSON.stringify({ version: 1, profiles: [profile] }));
    return run(by, words, {
      cwd: file(""),
      env: { PATH: process.env["PATH"], HOME: file("home"), STAND_IN_APP_PATH: file("app") },
    });
  }
  const launcher = (): string => join(packedApp().folder, "resources", "bin", "culvert");

  it("runs the command line in Electron's program, without window and tray", async () => {
    const { version } = JSON.parse(readFileSync(join(file("app"), "package.json"), "utf8")) as { version: string };
    expect(await culvert(launcher(), "--version")).toEqual({
      code: 0,
      signal: null,
      stdout: `${version}\n`,
      stderr: "",
    });
    expect((await culvert(launcher(), "list", "--profiles", file("profiles.json"), "--json")).stdout).toContain(
      '"id":"popeye"',
    );
  });

  it("gives on the exit code and what is said on standard error", async () => {
    const ending = await culvert(
      launcher(),
      "up",
      "popeye",
      "--profiles",
      file("profiles.json"),
      "--known-hosts",
      file("known_hosts"),
    );
    expect(ending.code).toBe(6);
    expect(ending.stderr).toMatch(/^culvert: popeye: .*127\.0\.0\.1:1/);
    expect((await culvert(launcher(), "--no-such-word")).code).toBe(2);
  });

  it("finds its app through links", async () => {
    mkdirSync(file("bin"));
    symlinkSync(launcher(), file("bin/first"));
    symlinkSync("first", file("bin/culvert"));
    expect((await culvert(file("bin/culvert"), "--version")).code).toBe(0);
  });
});
