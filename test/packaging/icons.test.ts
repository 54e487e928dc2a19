import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { appIcons } from "../../scripts/icons/app-icons.js";
import { trayIcons } from "../../scripts/icons/tray-icons.js";

const ASSETS = join(import.meta.dirname, "..", "..", "assets");
const read = (path: string): Buffer => readFileSync(join(ASSETS, path));

/** Another processor rounds another way in the last bit; the committed ones are drawn on this one. */
const drawsTheSame = process.platform === "linux" && process.arch === "x64";

describe("the icons in assets", () => {
  it.skipIf(!drawsTheSame)(
    `are what npm run icons draws from the two SVG files${drawsTheSame ? "" : " (not here: Linux on x64)"}`,
    () => {
      const stale = [...appIcons(), ...trayIcons()]
        .filter(({ path, bytes }) => !read(path).equals(bytes))
        .map(({ path }) => path);
      expect(stale).toEqual([]);
    },
  );

  it.each([16, 22, 24, 32, 48, 64, 96, 128, 256, 512, 1024])("hold a picture of %i pixels for Linux", (size) => {
    const png = read(`icons/${size}x${size}.png`);
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([size, size]);
  });

  it("hold in the Windows file every size that the system asks for", () => {
    const ico = read("icons/icon.ico");
    const sizes = Array.from({ length: ico.readUInt16LE(4) }, (_, index) => ico.readUInt8(6 + 16 * index) || 256);
    expect(sizes).toEqual([16, 20, 24, 32, 40, 48, 64, 128, 256]);
  });

  it("hold in the macOS file every size in both densities, up to its last byte", () => {
    const icns = read("icons/icon.icns");
    const names: string[] = [];
    let at = 8;
    for (; at < icns.length; at += icns.readUInt32BE(at + 4))
      names.push(`${icns.toString("latin1", at, at + 4)} ${icns.readUInt32BE(at + 8 + 16)}`);
    expect([icns.toString("latin1", 0, 4), icns.readUInt32BE(4), at]).toEqual(["icns", icns.length, icns.length]);
    expect(names).toEqual([
      "icp4 16",
      "icp5 32",
      "ic11 32",
      "ic12 64",
      "ic07 128",
      "ic08 256",
      "ic13 256",
      "ic09 512",
      "ic14 512",
      "ic10 1024",
    ]);
  });
});
