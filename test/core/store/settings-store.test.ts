import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import Conf from "conf";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { SettingsStore, settingsFilePath } from "../../../src/core/store/settings-store.js";
import { DEFAULT_SETTINGS, type Settings } from "../../../src/shared/settings.js";
import { tempFolder, type TempFolder } from "../../support/fixtures/temp-folder.js";

let folder: TempFolder;
beforeEach(() => {
  folder = tempFolder();
});
afterEach(() => folder.remove());

const openStore = (): SettingsStore =>
  new SettingsStore(
    settingsFilePath(folder.path),
    () => new Conf<Settings>({ cwd: folder.path, configName: "settings" }),
  );
const write = (text: string): void => writeFileSync(settingsFilePath(folder.path), text);

describe("the settings store", () => {
  it("has every default on a fresh machine, and writes nothing by being opened", () => {
    expect(openStore().settings()).toEqual(DEFAULT_SETTINGS);
    expect(readdirSync(folder.path)).toEqual([]);
  });

  it("keeps what is saved, and tells of it", () => {
    const store = openStore();
    let notified = 0;
    store.onChange(() => notified++);
    store.save({ ...DEFAULT_SETTINGS, theme: "dark", defaultKey: "~/.ssh/work" });
    expect(notified).toBe(1);
    expect(openStore().settings()).toEqual({ ...DEFAULT_SETTINGS, theme: "dark", defaultKey: "~/.ssh/work" });
  });

  it("takes up an older file, which lacks what came since", () => {
    write(JSON.stringify({ theme: "light" }));
    const store = openStore();
    expect(store.settings()).toEqual({ ...DEFAULT_SETTINGS, theme: "light" });
    expect(store.trouble).toBeUndefined();
  });

  it.each([
    ["fields that cannot be read", JSON.stringify({ theme: "light", closeSeconds: "soon" }), ["closeSeconds"], "light"],
    ["no JSON at all", '{ "theme": ', ["settings"], "system"],
  ])("goes on where a file has %s, names them, and keeps the file as it was", (_, text, fields, theme) => {
    write(text);
    const store = openStore();
    const [copy] = readdirSync(folder.path).filter((name) => name.includes(".damaged-"));
    expect(readFileSync(folder.file(copy ?? ""), "utf8")).toBe(text);
    expect(store.trouble).toEqual({ code: "settings.damaged", keptAs: folder.file(copy ?? ""), fields });
    expect(store.settings()).toEqual({ ...DEFAULT_SETTINGS, theme });
    expect(openStore().trouble).toBeUndefined();
    store.save(store.settings());
    expect(store.trouble).toBeUndefined();
  });

  it("goes by what it understands of a file that a newer Culvert wrote, and leaves it byte for byte as it is", () => {
    const newer = '{"version": 2, "theme": "dark", "orchestra": ["tuba"], "closeSeconds": {"files": 5}}';
    const failure = { code: "settings.newer", file: settingsFilePath(folder.path), version: 2 };
    write(newer);
    const store = openStore();
    expect([store.settings(), store.trouble]).toEqual([{ ...DEFAULT_SETTINGS, theme: "dark" }, failure]);
    expect(() => store.save({ ...DEFAULT_SETTINGS, theme: "light" })).toThrow("settings.newer");
    expect(store.settings().theme).toBe("dark");
    expect(readdirSync(folder.path)).toEqual(["settings.json"]);
    expect(readFileSync(settingsFilePath(folder.path), "utf8")).toBe(newer);
  });

  it("is as careful with one that came while it was open, and takes one of its own version", () => {
    write('{"version": 1, "theme": "dark"}');
    const store = openStore();
    expect([store.settings().theme, store.trouble]).toEqual(["dark", undefined]);
    write('{"version": 7}');
    expect(() => store.save(DEFAULT_SETTINGS)).toThrow("settings.newer");
    expect(readFileSync(settingsFilePath(folder.path), "utf8")).toBe('{"version": 7}');
  });

  it("says so where the file can be neither read nor written, and goes on with the defaults", () => {
    const store = new SettingsStore(
      folder.path,
      () => new Conf<Settings>({ cwd: folder.file("no\0where"), configName: "settings" }),
    );
    expect(store.trouble).toMatchObject({ code: "settings.unreadable", file: folder.path });
    expect(store.settings()).toEqual(DEFAULT_SETTINGS);
    expect(() => store.save(DEFAULT_SETTINGS)).toThrow("settings.unreadable");
  });
});
