import type { Picture } from "./render.js";

/** The names that a macOS icon file gives to its pictures, by size in pixels; one that serves a size and the double of a smaller one stands twice. */
const NAMES: Readonly<Record<number, readonly string[]>> = {
  16: ["icp4"],
  32: ["icp5", "ic11"],
  64: ["ic12"],
  128: ["ic07"],
  256: ["ic08", "ic13"],
  512: ["ic09", "ic14"],
  1024: ["ic10"],
};

export const ICNS_SIZES = Object.keys(NAMES).map(Number);

/**
 * A macOS icon file with each picture as a PNG.
 *
 * Layout: `icns | length`, then for each picture `name | length with these eight bytes | PNG`; lengths are big-endian.
 */
export function icnsOf(pictures: readonly Picture[]): Buffer {
  const parts = pictures.flatMap(({ size, png }) => (NAMES[size] ?? []).map((name) => part(name, png)));
  return part("icns", Buffer.concat(parts));
}

function part(name: string, bytes: Buffer): Buffer {
  const head = Buffer.alloc(8);
  head.write(name, "latin1");
  head.writeUInt32BE(head.length + bytes.length, 4);
  return Buffer.concat([head, bytes]);
}
