import { constants, open } from "node:fs/promises";

/** So much is read at once. Bytes. */
const CHUNK_BYTES = 64 * 1024;

/**
 * A small file's bytes, whole. A device is read where it is empty, as `/dev/null`, which many
 * programs are given for an empty file.
 *
 * @param maxBytes more than any honest file of its kind has
 * @throws the system's error; `EFBIG` for a file with more in it, or a device with anything; `ESPIPE` for a pipe or socket, which might wait
 * for its writer without end
 */
export async function readBounded(file: string, maxBytes: number): Promise<Buffer> {
  const nonblocking = process.platform === "win32" ? 0 : constants.O_NONBLOCK; // else a pipe is opened no sooner than its writer comes
  const handle = await open(file, constants.O_RDONLY | nonblocking);
  try {
    const kind = await handle.stat();
    if (kind.isFIFO() || kind.isSocket()) throw systemError("ESPIPE", file);
    const chunks: Buffer[] = [];
    let length = kind.isFile() ? kind.size : 0;
    const limit = kind.isFile() ? maxBytes : 0; // what a device gives may have no end
    for (let read = 0; length <= limit;) {
      const { buffer, bytesRead } = await handle.read(Buffer.allocUnsafe(CHUNK_BYTES), 0, CHUNK_BYTES, null);
      if (bytesRead === 0) return Buffer.concat(chunks);
      chunks.push(buffer.subarray(0, bytesRead));
      length = Math.max(length, (read += bytesRead));
    }
    throw systemError("EFBIG", file);
  } finally {
    await handle.close();
  }
}

const systemError = (code: string, file: string): Error => Object.assign(new Error(`${code}: ${file}`), { code });
