import { SFTP_STATUS, SftpError } from "../../../src/core/sftp/status-codes.js";
import type { FileSystem } from "../../../src/core/sftp/sftp-file-system.js";
import type { SftpFile } from "../../../src/core/sftp/sftp-file.js";
import { splitPath } from "../../../src/core/sftp/remote-path.js";

const lost = () => new SftpError(SFTP_STATUS.connectionLost, "");
const refused = (status: number) => new SftpError(status, "");

/** A server's files in memory, whose link is lost at one of the requests: that one may have been carried out or not. */
export class LosingServer {
  readonly files = new Map<string, Buffer>();
  readonly folders = new Set(["/"]);
  requests = 0;
  /** The request at which the link is lost, and whether it is carried out; 0 for never. */
  losesAt = { request: 0, isDone: false };
  isUp = true;
  /** Looked at before each request: a status to answer in its place. */
  answers: (request: string, path: string) => number | undefined = () => undefined;

  /** The names that are not hidden, with what stands in them. */
  shown(): Record<string, string> {
    return Object.fromEntries(
      [...this.files]
        .filter(([path]) => !splitPath(path).name.startsWith("."))
        .map(([path, bytes]) => [path, String(bytes)]),
    );
  }

  hidden(): string[] {
    return [...this.files.keys()].filter((path) => splitPath(path).name.startsWith("."));
  }

  async #request<T>(name: string, path: string, act: () => T): Promise<T> {
    await new Promise((resolve) => setImmediate(resolve));
    if (!this.isUp) throw lost();
    const status = this.answers(name, path);
    if (status !== undefined) throw refused(status);
    const isLast = ++this.requests === this.losesAt.request;
    if (!isLast) return act();
    this.isUp = false;
    if (this.losesAt.isDone) act();
    throw lost();
  }

  #folderOf(path: string): void {
    if (!this.folders.has(splitPath(path).folder)) throw refused(SFTP_STATUS.noSuchFile);
  }

  open(): FileSystem {
    const attributes = (path: string) => {
      const bytes = this.files.get(path);
      if (bytes === undefined && !this.folders.has(path)) throw refused(SFTP_STATUS.noSuchFile);
      return { mode: bytes === undefined ? 0o040755 : 0o100644, size: bytes?.length ?? 0 };
    };
    const rename = (from: string, to: string) => {
      const bytes = this.files.get(from);
      if (bytes === undefined) throw refused(SFTP_STATUS.noSuchFile);
      this.#folderOf(to);
      this.files.set(to, bytes);
      this.files.delete(from);
    };
    const files: Partial<Record<keyof FileSystem, unknown>> = {
      close: () => undefined,
      stat: (path: string) => this.#request("stat", path, () => attributes(path)),
      lstat: (path: string) => this.#request("lstat", path, () => ({ ...attributes(path), kind: "file" })),
      open: (path: string, mode: string) =>
        this.#request("open", path, () => {
          this.#folderOf(path);
          if (mode === "replace" || !this.files.has(path)) this.files.set(path, Buffer.alloc(0));
          return this.#file(path);
        }),
      makeDirectory: (path: string) =>
        this.#request("mkdir", path, () => {
          this.#folderOf(path);
          if (this.folders.has(path)) throw refused(SFTP_STATUS.failure);
          this.folders.add(path);
        }),
      remove: (path: string) => this.#request("remove", path, () => void this.files.delete(path)),
      truncate: (path: string, size: number) =>
        this.#request(
          "truncate",
          path,
          () => void this.files.set(path, Buffer.from(this.files.get(path) ?? "").subarray(0, size)),
        ),
      replace: (from: string, to: string) => this.#request("rename", from, () => rename(from, to)),
      renameToNew: (from: string, to: string) =>
        this.#request("rename", from, () => {
          if (this.files.has(to)) throw refused(SFTP_STATUS.failure);
          rename(from, to);
        }),
    };
    return files as unknown as FileSystem;
  }

  #file(path: string): SftpFile {
    let closing: Promise<void> | undefined;
    const file = {
      maxSizes: { read: 8, write: 8 },
      roundTrip: 0,
      isBackedUp: false,
      write: (bytes: Buffer, offset: number) => {
        const copy = Buffer.from(bytes);
        return this.#request("write", path, () => {
          const before = this.files.get(path) ?? Buffer.alloc(0);
          const after = Buffer.alloc(Math.max(before.length, offset + copy.length));
          before.copy(after);
          copy.copy(after, offset);
          this.files.set(path, after);
        });
      },
      close: () => (closing ??= this.#request("close", path, () => undefined)),
      release: () => void file.close().catch(() => undefined),
    };
    return file as unknown as SftpFile;
  }
}
