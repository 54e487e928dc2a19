import { createHash } from "node:crypto";
import { closeSync, createReadStream, openSync, writeSync } from "node:fs";
import { pipeline } from "node:stream/promises";

export const KB = 1024;
export const MB = 1024 * KB;

/** Write a file of so many bytes, which are always the same for one seed and do not repeat within a block. @returns its path */
export function fileOf(path: string, size: number, seed = 1): string {
  const file = openSync(path, "w");
  const block = Buffer.alloc(Math.min(size, MB) & ~3 || 4);
  let state = seed;
  for (let left = size; left > 0; left -= block.length) {
    for (let at = 0; at < block.length; at += 4) {
      // xorshift32: any fixed noise will do
      state ^= state << 13; state ^= state >>> 17; state ^= state << 5;
      block.writeInt32LE(state, at);
    }
    writeSync(file, block, 0, Math.min(left, block.length));
  }
  closeSync(file);
  return path;
}

/** A file's SHA-256 in hex. */
export async function sha256(path: string): Promise<string> {
  const digest = createHash("sha256");
  await pipeline(createReadStream(path), digest);
  return digest.digest("hex");
}
