import { mkdir, open, readFile, realpath, rename, stat, writeFile, type FileHandle } from "node:fs/promises";
import { dirname } from "node:path";
import { FailureError } from "../../../shared/status/failure.js";
import type { KnownHosts } from "../../environment.js";

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
      return await readFile(this.file, "utf8");
    } catch (error) {
      if (isMissing(error)) return "";
      throw this.#failed(error);
    }
  }

  async readOthers(): Promise<{ file: string; text: string }[]> {
    const texts = await Promise.all(this.others.map((file) => readFile(file, "utf8").catch(() => undefined)));
    return this.others.flatMap((file, index) => {
      const text = texts[index];
      return text === undefined ? [] : [{ file, text }];
    });
  }

  async append(lines: string): Promise<void> {
    try {
      await mkdir(dirname(this.file), { recursive: true, mode: 0o700 });
      const handle = await open(this.file, "a+", 0o600);
      try {
        const first = (await endsInsideLine(handle)) ? "\n" : "";
        // One write to a file opened for appending lands whole behind whatever another program appends meanwhile.
        await handle.write(Buffer.from(first + lines));
      } finally {
        await handle.close();
      }
    } catch (error) {
      throw this.#failed(error);
    }
  }

  async rewrite(change: (text: string) => string | undefined): Promise<boolean> {
    const next = change(await this.read());
    if (next === undefined) return false;
    try {
      const file = await realpath(this.file); // a link stays a link
      const beside = `${file}.culvert-${process.pid}`;
      await writeFile(beside, next, { mode: (await stat(file)).mode & 0o777 });
      await rename(beside, file); // whoever reads meanwhile reads the old or the new, and never a half
      return true;
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

async function endsInsideLine(handle: FileHandle): Promise<boolean> {
  const { size } = await handle.stat();
  if (size === 0) return false;
  const { bytesRead, buffer } = await handle.read(Buffer.alloc(1), 0, 1, size - 1);
  return bytesRead === 1 && buffer[0] !== 0x0a;
}

const isMissing = (error: unknown): boolean => error instanceof Error && "code" in error && error.code === "ENOENT";
