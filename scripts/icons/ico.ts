import type { Picture } from "./render.js";

const FILE_HEADER = 6;
const ENTRY = 16;
const BITMAP_HEADER = 40;
/** From this size on Windows wants PNG, which is far smaller; below it every reader knows bitmaps. */
const PNG_FROM = 256;

/**
 * A Windows icon file with one image a size: 32-bit bitmaps, and PNG for the largest.
 *
 * Layout: `00 00 | 01 00 | count`, then a 16-byte entry a picture, then each image.
 */
export function icoOf(pictures: readonly Picture[]): Buffer {
  const header = Buffer.alloc(FILE_HEADER + ENTRY * pictures.length);
  header.writeUInt16LE(1, 2);
  header.writeUInt16LE(pictures.length, 4);
  const images = pictures.map((picture) => (picture.size < PNG_FROM ? bitmapOf(picture) : picture.png));
  let offset = header.length;
  pictures.forEach(({ size }, index) => {
    const entry = FILE_HEADER + ENTRY * index;
    const length = images[index]?.length ?? 0;
    header.writeUInt8(size % 256, entry); // 0 stands for 256
    header.writeUInt8(size % 256, entry + 1);
    header.writeUInt16LE(1, entry + 4);
    header.writeUInt16LE(32, entry + 6);
    header.writeUInt32LE(length, entry + 8);
    header.writeUInt32LE(offset, entry + 12);
    offset += length;
  });
  return Buffer.concat([header, ...images]);
}

/** A device-independent bitmap, rows from the bottom as blue green red alpha, then a mask of one bit a pixel that the alpha makes idle. */
function bitmapOf({ size, pixels }: Picture): Buffer {
  const maskRow = Math.ceil(size / 32) * 4;
  const bitmap = Buffer.alloc(BITMAP_HEADER + size * size * 4 + maskRow * size);
  bitmap.writeUInt32LE(BITMAP_HEADER, 0);
  bitmap.writeInt32LE(size, 4);
  bitmap.writeInt32LE(size * 2, 8); // colours and mask together
  bitmap.writeUInt16LE(1, 12);
  bitmap.writeUInt16LE(32, 14);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const from = ((size - 1 - row) * size + column) * 4;
      const to = BITMAP_HEADER + (row * size + column) * 4;
      const [red = 0, green = 0, blue = 0, alpha = 0] = pixels.subarray(from, from + 4);
      const straight = (value: number): number => (alpha === 0 ? 0 : Math.min(255, Math.round((value * 255) / alpha)));
      bitmap.set([straight(blue), straight(green), straight(red), alpha], to);
    }
  }
  return bitmap;
}
