import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { icoOf } from "../../../scripts/icons/ico.js";

const TRAY = join(import.meta.dirname, "..", "..", "..", "assets/tray");
const STATES = ["closed", "opening", "open", "waiting", "failed"];

/** Width and height stand in a PNG's first chunk. */
const sizeOf = (png: Buffer): number[] => [png.readUInt32BE(16), png.readUInt32BE(20)];

describe.each(STATES)("the tray icon for %s", (state) => {
  it.each([
    ["linux", `${state}-22.png`, 22],
    ["linux", `${state}-22@2x.png`, 44],
    ["mac", `${state}Template.png`, 18],
    ["mac", `${state}Template@2x.png`, 36],
  ] as const)("is there on %s as %s", (system, name, size) => {
    expect(sizeOf(readFileSync(join(TRAY, system, name)))).toEqual([size, size]);
  });

  it("is there on Windows in several sizes", () => {
    expect(existsSync(join(TRAY, "windows", `${state}.ico`))).toBe(true);
    expect(readFileSync(join(TRAY, "windows", `${state}.ico`)).readUInt16LE(4)).toBeGreaterThanOrEqual(5);
  });

  it("differs from the others by shape, not by colour alone", () => {
    const shape = (name: string): Buffer => readFileSync(join(TRAY, "mac", `${name}Template@2x.png`));
    expect(STATES.filter((other) => shape(other).equals(shape(state)))).toEqual([state]);
  });
});

it("a Windows icon holds each picture at its offset, rows from the bottom as blue green red alpha, the alpha taken out", () => {
  const red = {
    size: 2,
    png: Buffer.alloc(0),
    pixels: Uint8Array.from([128, 0, 0, 128, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 255, 255]),
  };
  const ico = icoOf([red, red]);
  const [length, first, second] = [ico.readUInt32LE(6 + 8), ico.readUInt32LE(6 + 12), ico.readUInt32LE(22 + 12)];
  expect([ico.readUInt16LE(2), ico.readUInt16LE(4), first, second - first, ico.length]).toEqual([
    1,
    2,
    38,
    length,
    38 + 2 * length,
  ]);
  expect([...ico.subarray(first + 40, first + 56)]).toEqual([0, 0, 0, 0, 255, 0, 0, 255, 0, 0, 255, 128, 0, 0, 0, 0]);
});
