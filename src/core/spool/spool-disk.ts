import { mkdir, open, readdir, readFile, rename, rm } from "node:fs/promises";

/** A file of the spool that is open. */
export interface SpoolFile {
  /** Every byte, behind those before. */
  append(bytes: Uint8Array): Promise<void>;
  /** Resolves once the disk has what was written. */
  flush(): Promise<void>;
  close(): Promise<void>;
}

/** What a spool does with the disk; a test brings one that ends amid it. */
export interface SpoolDisk {
  makeFolder(folder: string): Promise<void>;
  names(folder: string): Promise<readonly string[]>;
  readText(file: string): Promise<string>;
  read(file: string): AsyncIterable<Buffer>;
  /** A new file, for this user alone; one that is there is refused. */
  create(file: string): Promise<SpoolFile>;
  rename(from: string, to: string): Promise<void>;
  /** Nothing where it is not there. */
  remove(file: string): Promise<void>;
  /** Resolves once the disk has the names of a folder as they are now. */
  flushFolder(folder: string): Promise<void>;
}

const READ_BYTES = 256 << 10;

/** The system's own. Names in it are data of a device's owner: nobody else may read them. */
export const systemDisk: SpoolDisk = {
  makeFolder: async (folder) => {
    await mkdir(folder, { recursive: true, mode: 0o700 });
  },
  names: (folder) => readdir(folder),
  readText: (file) => readFile(file, "utf8"),
  async *read(file) {
    const handle = await open(file, "r");
    try {
      for (;;) {
        const { bytesRead, buffer } = await handle.read(Buffer.allocUnsafe(READ_BYTES), 0, READ_BYTES, null);
        if (bytesRead === 0) return;
        yield buffer.subarray(0, bytesRead);
      }
    } finally {
      await handle.close();
    }
  },
  async create(file) {
    const handle = await open(file, "wx", 0o600);
    return {
      append: (bytes) => handle.writeFile(bytes),
      flush: () => handle.sync(),
      close: () => handle.close(),
    };
  },
  rename: (from, to) => rename(from, to),
  remove: (file) => rm(file, { force: true }),
  async flushFolder(folder) {
    if (process.platform === "win32") return; // which opens no folder, and flushes names with the file
    const handle = await open(folder, "r");
    try {
      await handle.sync();
    } finally {
      await handle.close();
    }
  },
};
