import { mkdirSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { electronProgram } from "../../scripts/electron-program.js";
import { tempFolder, type TempFolder } from "../support/fixtures/temp-folder.js";

let root: TempFolder;
beforeEach(() => {
  root = tempFolder();
});
afterEach(() => root.remove());

const put = (path: string, text = ""): void => {
  mkdirSync(dirname(root.file(path)), { recursive: true });
  writeFileSync(root.file(path), text);
};

it("there is no Electron program where only its package is installed", () => {
  put("node_modules/electron/index.js");
  expect(electronProgram(root.path, {}, "linux")).toBeUndefined();
});

it("it is where path.txt says, in the package's dist", () => {
  put("node_modules/electron/path.txt", "electron");
  expect(electronProgram(root.path, {}, "linux")).toBeUndefined(); // begun, but not unpacked
  put("node_modules/electron/dist/electron");
  expect(electronProgram(root.path, {}, "linux")).toBe(root.file("node_modules/electron/dist/electron"));
});

it.each([
  ["linux", "electron"],
  ["win32", "electron.exe"],
  ["darwin", "Electron.app/Contents/MacOS/Electron"],
] as const)("a named folder goes first: on %s its %s", (platform, program) => {
  put("node_modules/electron/dist/electron");
  put(`elsewhere/${program}`);
  expect(electronProgram(root.path, { ELECTRON_OVERRIDE_DIST_PATH: root.file("elsewhere") }, platform)).toBe(
    root.file(`elsewhere/${program}`),
  );
});
