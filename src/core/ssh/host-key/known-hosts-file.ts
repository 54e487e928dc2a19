import { mkdir, open, realpath, rename, rm, stat, type FileHandle } from "node:fs/promises";
import { dirname } from "node:path";
import { setTimeout } from "node:timers/promises";
import { FailureError } from "../../../shared/status/failure.js";
import type { KnownHosts } from "../../environment.js";
import { withFileLock } from "../../store/file-lock.js";
import { errorCode } from "../../store/read-json-file.js";
import { readBounded } from "../../system/read-bounded.js";

/** A hundred times the largest that is in use. Bytes. */
const MAX_FILE_BYTES = 64 * 1024 * 1024;

/** So often in a row another program may change the file while a change of ours is written; then it is given up. */
const MAX_REWRITES = 100;

/** An OpenSSH known_hosts file on the disk, shared with `ssh` and whatever else writes it: appended to, and changed only as the user asks. */
export class KnownHostsFile implements KnownHosts {
  /**
   * @param file its path; a file that is not there is made by the first `append`, for its owner alone
   * @param others files that are read behind it
   */
  constructor(
    readonly file: string,
    private readonly others: readonly string[] = [],
  ) {}

  async read(): Promise<string> {
    try {
      return (await readBounded(this.file, MAX_FILE_BYTES)).toString("utf8");
    } catch (error) {
      // A folder knows no host, as with `ssh`: a container's engine makes one where the file to be mounted is missing.
      if (isMissing(error) || errorCode(error) === "EISDIR") return "";
      throw this.#failed(error);
    }
  }

  async readOthers(): Promise<{ file: string; text: string }[]> {
    const texts = await Promise.all(
      this.others.map((file) => readBounded(file, MAX_FILE_BYTES).catch(() => undefined)),
    );
    return this.others.flatMap((file, index) => {
      const text = texts[index]?.toString("utf8");
      return text === undefined ? [] : [{ file, text }];
    });
  }

  async append(lines: string): Promise<void> {
    try {
      await mkdir(dirname(this.file), { recursive: true, mode: 0o700 });
      let isThere = false;
      for (let attempt = 0; attempt < MAX_REWRITES && !isThere; attempt++)
        isThere = await appendOnce(this.file, Buffer.from(lines)); // else the file was replaced just then
    } catch (error) {
      throw this.#failed(error);
    }
  }

  async rewrite(change: (text: string) => string | undefined): Promise<boolean> {
    try {
      const file = await realpath(this.file).catch((error: unknown) => {
        if (isMissing(error)) return this.file;
        throw error;
      }); // a link stays a link
      if (change(await readBytes(file)) === undefined) return false; // no lock is made for nothing
      return await withFileLock(file, () => replaceText(file, change));
    } catch (error) {
      throw this.#failed(error);
    }
  }

  #failed(error: unknown): FailureError {
    return new FailureError({
      code: "host-key.file-unreadable",
      file: this.file,
      detail: error instanceof Error ? error.message : String(error),
    });
  }
}

/** @returns whether what was appended stands in the file, and not in one that another program has just replaced */
async function appendOnce(file: string, lines: Buffer): Promise<boolean> {
  const handle = await open(file, "a+", 0o600);
  try {
    await appendWhole(handle, (await endsInsideLine(handle)) ? Buffer.concat([Buffer.from("\n"), lines]) : lines);
    const [mine, current] = await Promise.all([handle.stat(), stat(file)]);
    return mine.ino === current.ino || (await readBounded(file, MAX_FILE_BYTES)).includes(lines);
  } finally {
    await handle.close();
  }
}

/** One write to a file opened for appending lands whole behind whatever another program appends meanwhile; what a full disk cut is taken back. */
async function appendWhole(handle: FileHandle, bytes: Buffer): Promise<void> {
  const { size } = await handle.stat();
  let written = 0;
  try {
    while (written < bytes.length) written += (await handle.write(bytes, written)).bytesWritten;
    await handle.datasync().catch((error: unknown) => {
      if (errorCode(error) !== "EINVAL") throw error; // as a disk may that is full; what is no disk, as /dev/null, knows no sync
    });
  } catch (error) {
    if ((await handle.stat()).size === size + written) await handle.truncate(size); // else another line stands behind it
    throw error;
  }
}

/** When the file that was replaced is looked at again for lines that another program has appended to it. Milliseconds. */
const LATE_APPEND_PAUSES_MS = [0, 20, 500];

/**
 * Write the changed text beside the file and put it in its place, so that whoever reads meanwhile reads the old or the
 * new. `ssh` knows no lock: what it has appended since the file was read is found by reading again, before the new file
 * takes the place and, through the handle on the old one, after it: at once, and later for who had opened it and not written yet.
 */
async function replaceText(file: string, change: (text: string) => string | undefined): Promise<boolean> {
  const beside = `${file}.culvert-${process.pid}`;
  try {
    for (let attempt = 0; attempt < MAX_REWRITES; attempt++) {
      const old = await open(file, "r");
      try {
        const before = await old.readFile("latin1");
        const after = change(before);
        if (after === undefined) return false;
        await writeSynced(beside, after, (await old.stat()).mode & 0o777);
        const meanwhile = await readBytes(file);
        if (meanwhile !== before && !isAppendedTo(meanwhile, before)) continue;
        await appendTo(beside, meanwhile.slice(before.length));
        await rename(beside, file);
        let kept = meanwhile.length;
        for (const pause of LATE_APPEND_PAUSES_MS) {
          await setTimeout(pause);
          const late = (await readFromStart(old)).slice(kept);
          await appendTo(file, late);
          kept += late.length;
        }
        return true;
      } finally {
        await old.close();
      }
    }
    throw new Error("another program keeps changing it");
  } finally {
    await rm(beside, { force: true });
  }
}

/** Whether whole lines were added behind a text of whole lines, which then may stand behind the changed one as well. */
const isAppendedTo = (longer: string, text: string): boolean =>
  longer.startsWith(text) && (text === "" || text.endsWith("\n"));

const readBytes = async (file: string): Promise<string> => {
  try {
    return (await readBounded(file, MAX_FILE_BYTES)).toString("latin1");
  } catch (error) {
    if (isMissing(error)) return "";
    throw error;
  }
};

async function readFromStart(handle: FileHandle): Promise<string> {
  const bytes = Buffer.alloc((await handle.stat()).size);
  const { bytesRead } = await handle.read(bytes, 0, bytes.length, 0);
  return bytes.toString("latin1", 0, bytesRead);
}

async function writeSynced(file: string, text: string, mode: number): Promise<void> {
  const handle = await open(file, "w", mode);
  try {
    await handle.chmod(mode); // the process's umask has no say in it
    await handle.writeFile(text, "latin1");
    await handle.sync();
  } finally {
    await handle.close();
  }
}

async function appendTo(file: string, text: string): Promise<void> {
  if (text === "") return;
  const handle = await open(file, "a");
  try {
    await appendWhole(handle, Buffer.from(text, "latin1"));
  } finally {
    await handle.close();
  }
}

async function endsInsideLine(handle: FileHandle): Promise<boolean> {
  const { size } = await handle.stat();
  if (size === 0) return false;
  const { bytesRead, buffer } = await handle.read(Buffer.alloc(1), 0, 1, size - 1);
  return bytesRead === 1 && buffer[0] !== 0x0a;
}

const isMissing = (error: unknown): boolean => errorCode(error) === "ENOENT";
