import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { DebugLogger } from "builder-util";
import { validateConfiguration } from "app-builder-lib/out/util/config/config.js";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { runWell } from "../support/child.js";
import { programPath } from "../support/programs.js";

const ROOT = join(import.meta.dirname, "..", "..");
const read = (path: string): string => readFileSync(join(ROOT, path), "utf8");
type Validated = Parameters<typeof validateConfiguration>[0];
const config = parse(read("electron-builder.yml")) as Validated;
const about = JSON.parse(read("package.json")) as {
  readonly version: string;
  readonly homepage: string;
  readonly desktopName: string;
};
const METAINFO = "assets/linux/org.culvert.Culvert.metainfo.xml";

describe("electron-builder.yml", () => {
  it("is valid by electron-builder's own schema", async () => {
    await expect(validateConfiguration(config, new DebugLogger(false))).resolves.toBeUndefined();
    await expect(
      validateConfiguration({ ...config, electronFuse: {} } as Validated, new DebugLogger(false)),
    ).rejects.toThrow("electronFuse");
  });

  it("makes what each system installs", () => {
    const targets = (list: unknown) =>
      (list as (string | { target: string; arch: string })[]).map((one) =>
        typeof one === "string" ? one : `${one.target} ${one.arch}`,
      );
    expect(targets(config.win?.target)).toEqual(["nsis", "portable"]);
    expect(targets(config.mac?.target)).toEqual(["dmg universal", "zip universal"]);
    expect(targets(config.linux?.target)).toEqual(["AppImage", "deb", "rpm"]);
  });

  it("does not take the sandbox away in the AppImage's desktop entry", () => {
    expect(config.appImage?.executableArgs).toEqual([]);
  });

  it("leaves an unsigned app for Apple silicon with a signature that fits its fuses", () => {
    expect(config.electronFuses?.resetAdHocDarwinSignature).toBe(true);
  });

  it("names no file that is not there", () => {
    const named = read("electron-builder.yml").match(/(?:assets|LICENSE|THIRD)[\w./@-]*/g) ?? [];
    expect(named.length).toBeGreaterThan(15);
    expect(named.filter((path) => !existsSync(join(ROOT, path.replace(/\/$/, ""))))).toEqual([]);
  });

  it("loosens the hardened runtime by nothing but V8's own need", () => {
    expect(config.mac?.hardenedRuntime).toBe(true);
    expect(read("assets/mac/entitlements.plist").match(/<key>.*<\/key>/g)).toEqual([
      "<key>com.apple.security.cs.allow-jit</key>",
    ]);
  });
});

it("the page of the command line shows the user unit that is installed", () => {
  const orders = (text: string): string[] =>
    text.split("\n").filter((line) => line !== "" && !/^(#|Documentation)/.test(line));
  const [, shown = ""] = /```ini\n([^`]*)```/.exec(read("docs/command-line.md")) ?? [];
  expect(orders(shown)).toEqual(orders(read("assets/linux/culvert@.service")));
});

describe("the AppStream data", () => {
  const appstreamcli = programPath("appstreamcli");
  it.skipIf(appstreamcli === undefined)(
    `is valid${appstreamcli === undefined ? " (not here: appstreamcli)" : ""}`,
    async () => {
      expect(await runWell(appstreamcli ?? "", ["validate", "--no-net", join(ROOT, METAINFO)])).toContain("successful");
    },
  );

  it("names the version, the home and the desktop entry that package.json does", () => {
    for (const text of [
      `version="${about.version}"`,
      `<url type="homepage">${about.homepage}</url>`,
      `<launchable type="desktop-id">${about.desktopName}</launchable>`,
    ]) {
      expect(read(METAINFO)).toContain(text);
    }
  });
});
