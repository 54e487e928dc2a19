import { copyFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { Arch, build, Platform } from "electron-builder";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { run, runWell } from "../support/child.js";
import { packApp, unpackApp, type PackedApp } from "../support/fixtures/packed-app.js";
import { tempFolder, type TempFolder } from "../support/fixtures/temp-folder.js";
import { linuxTools } from "../support/linux-tools.js";
import { programPath } from "../support/programs.js";

const ROOT = join(import.meta.dirname, "..", "..");
const isHere = process.platform === "linux";
const validator = programPath("desktop-file-validate");

/** What electron-builder would give to fpm, which makes deb and rpm; fpm itself would have to be fetched. */
describe.skipIf(!isHere)(`What goes into the deb and the rpm${isHere ? "" : " (not here: Linux)"}`, () => {
  let folder: TempFolder;
  let packed: PackedApp;
  const given = { deb: [] as readonly string[], rpm: [] as readonly string[] };

  beforeAll(async () => {
    folder = tempFolder();
    packed = await packApp(folder.path);
    await build({
      projectDir: ROOT,
      targets: Platform.LINUX.createTarget(["deb", "rpm"], Arch.x64),
      publish: "never",
      prepackaged: packed.folder,
      config: { directories: { output: folder.file("packages") } },
      effectiveOptionComputed: (options: [string[], string]) => {
        const [words, desktopEntry] = options;
        given[words.some((word) => word.endsWith(".rpm")) ? "rpm" : "deb"] = words;
        copyFileSync(desktopEntry, folder.file("org.culvert.Culvert.desktop"));
        return Promise.resolve(true); // enough: do not run fpm
      },
    });
  }, 240_000);
  afterAll(() => folder.remove());

  /** Where each file is installed, `/usr/bin/culvert`, with where it comes from. */
  const installed = (kind: "deb" | "rpm"): Map<string, string> =>
    new Map(
      given[kind].flatMap((word): [string, string][] => {
        const [, from, to] = /^([^-].*)=(\/.*)$/.exec(word) ?? [];
        return from === undefined || to === undefined ? [] : [[to, from]];
      }),
    );

  it.each(["deb", "rpm"] as const)(
    "%s: the app, the command line, the desktop entry, an icon in each size, the AppStream data and the user unit, all from files that there are",
    (kind) => {
      const files = installed(kind);
      expect([...files.keys()]).toEqual(
        expect.arrayContaining([
          "/opt/Culvert",
          "/usr/bin/culvert",
          "/usr/share/applications/org.culvert.Culvert.desktop",
          "/usr/share/man/man1/culvert.1",
          "/usr/share/metainfo/org.culvert.Culvert.metainfo.xml",
          "/usr/lib/systemd/user/culvert@.service",
          "/usr/lib/systemd/system/culvert@.service",
          "/usr/share/bash-completion/completions/culvert",
          `/usr/share/zsh/${kind === "deb" ? "vendor-completions" : "site-functions"}/_culvert`,
          "/usr/share/fish/vendor_completions.d/culvert.fish",
          ...[16, 22, 24, 32, 48, 64, 96, 128, 256, 512, 1024].map(
            (size) => `/usr/share/icons/hicolor/${size}x${size}/apps/culvert-app.png`,
          ),
        ]),
      );
      const sources = [...files.values()].filter((path) => !path.endsWith(".desktop")); // that one was made for the occasion
      expect(sources.filter((path) => !existsSync(join(path.startsWith("/") ? "/" : ROOT, path)))).toEqual([]);
    },
  );

  it("an entry of the desktop's menu that starts the app, in English and Chinese", () => {
    const entry = readFileSync(folder.file("org.culvert.Culvert.desktop"), "utf8").split("\n");
    expect(entry).toEqual(
      expect.arrayContaining([
        "Exec=/opt/Culvert/culvert-app %U",
        "Icon=culvert-app",
        "StartupWMClass=org.culvert.Culvert",
        "GenericName[zh_CN]=通过 SSH 使用 FTP",
        "Categories=Network;FileTransfer;",
      ]),
    );
  });

  it.skipIf(validator === undefined)(
    `an entry that desktop-file-validate takes${validator === undefined ? " (not here: desktop-file-validate)" : ""}`,
    async () => {
      expect(await run(validator ?? "", [folder.file("org.culvert.Culvert.desktop")])).toMatchObject({
        code: 0,
        stdout: "",
        stderr: "",
      });
    },
  );

  const missing = ["dpkg-deb", "rpmbuild", "rpm"].filter((name) => !existsSync(`/usr/bin/${name}`));
  it.skipIf(missing.length > 0)(
    `a deb and an rpm with all of it, whose culvert runs where it is unpacked${missing.length > 0 ? ` (not here: ${missing.join(", ")})` : ""}`,
    async () => {
      mkdirSync(folder.file("tools"));
      await runWell(
        process.execPath,
        [
          join(ROOT, "node_modules", "electron-builder", "cli.js"),
          "--linux",
          "deb",
          "rpm",
          "--x64",
          "--publish",
          "never",
          "--prepackaged",
          packed.folder,
          `-c.directories.output=${folder.file("made")}`,
        ],
        { cwd: ROOT, env: { ...process.env, ...linuxTools(folder.file("tools")) }, timeout: 200_000 },
      );
      const { version } = JSON.parse(readFileSync(join(ROOT, "package.json"), "utf8")) as { version: string };

      const root = folder.file("root");
      await runWell("dpkg", ["-x", folder.file(`made/culvert_${version}_amd64.deb`), root]);
      mkdirSync(folder.file("app"));
      unpackApp({ ...packed, archive: join(root, "opt/Culvert/resources/app.asar") }, folder.file("app"));
      const env = { PATH: process.env["PATH"], HOME: root, STAND_IN_APP_PATH: folder.file("app") };
      expect(await run(join(root, "opt/Culvert/resources/bin/culvert"), ["--version"], { env })).toMatchObject({
        code: 0,
        stdout: `${version}\n`,
      });
      expect(readFileSync(join(root, "usr/share/man/man1/culvert.1"), "utf8")).toBe(
        readFileSync(join(ROOT, "assets/cli/culvert.1"), "utf8"),
      );

      const inRpm = (await runWell("rpm", ["-qlp", folder.file(`made/culvert-${version}.x86_64.rpm`)])).split("\n");
      expect(inRpm).toEqual(
        expect.arrayContaining([
          "/opt/Culvert/culvert-app",
          "/opt/Culvert/resources/app.asar",
          "/usr/bin/culvert",
          "/usr/share/man/man1/culvert.1",
          "/usr/share/applications/org.culvert.Culvert.desktop",
        ]),
      );
    },
  );
});
