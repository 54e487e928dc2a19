import type { DirectoryEntry } from "../../sftp/directory-entry.js";
import { joinPath } from "../../sftp/remote-path.js";
import type { FileSystem, LinksAs } from "../../sftp/sftp-file-system.js";
import type { SftpFile } from "../../sftp/sftp-file.js";
import { WrappedFileSystem } from "../../sftp/wrapped-file-system.js";
import type { ChangeKind, FileChanges } from "./file-changes.js";
import type { AttributeCache } from "./attribute-cache.js";

/** What is told of what passes. */
interface FileSystemObserver {
  readonly known: AttributeCache;
  readonly changes: FileChanges;
  /** Something is about to be changed. */
  readonly onChange: () => void;
  /** A folder begins to be listed. @returns takes the names of the files in it, in their order */
  readonly onListing: (folder: string) => (names: readonly string[]) => void;
}

/** A file system that answers by what it was told within the last second, on a path of a tenth of a second a whole round trip sooner. */
export class CachingFileSystem extends WrappedFileSystem implements FileSystem {
  constructor(
    files: FileSystem,
    private readonly observer: FileSystemObserver,
  ) {
    super(files);
  }

  realPath(path: string): Promise<string> {
    return this.files.realPath(path);
  }

  async stat(path: string) {
    const { known } = this.observer;
    const attributes = known.get(path);
    if (attributes !== undefined) return attributes;
    const learn = known.ask();
    const asked = await this.files.stat(path);
    learn(path, asked);
    return asked;
  }

  lstat(path: string, name: string, links?: LinksAs): Promise<DirectoryEntry> {
    return this.files.lstat(path, name, links);
  }

  open(path: string, mode: Parameters<FileSystem["open"]>[1]): Promise<SftpFile> {
    const open = () => this.files.open(path, mode);
    return mode === "read" ? open() : this.#change("content", open);
  }

  /** What a link leads to may be told as its own by `targets`, but later than the rest: it is not remembered. */
  async *list(path: string, links: LinksAs = "links"): AsyncGenerator<readonly DirectoryEntry[]> {
    const { known, onListing } = this.observer;
    const learn = known.ask();
    const tellNames = onListing(path);
    for await (const batch of this.files.list(path, links)) {
      for (const { name, kind, size, mode, uid, gid, modified } of batch)
        if (links === "links" && (kind === "file" || kind === "folder"))
          learn(joinPath(path, name), {
            mode: mode | (kind === "file" ? 0o100000 : 0o040000),
            size,
            uid,
            gid,
            mtime: modified / 1000,
          });
      tellNames(batch.filter(({ kind }) => kind === "file").map(({ name }) => name));
      yield batch;
    }
  }

  remove(path: string): Promise<void> {
    return this.#change("names", () => this.files.remove(path));
  }

  makeDirectory(path: string): Promise<void> {
    return this.#change("names", () => this.files.makeDirectory(path));
  }

  removeDirectory(path: string): Promise<void> {
    return this.#change("names", () => this.files.removeDirectory(path));
  }

  rename(from: string, to: string): Promise<void> {
    return this.#change("names", () => this.files.rename(from, to));
  }

  renameToNew(from: string, to: string): Promise<void> {
    return this.#change("names", () => this.files.renameToNew(from, to));
  }

  replace(from: string, to: string): Promise<void> {
    return this.#change("names", () => this.files.replace(from, to));
  }

  makeLink(target: string, path: string): Promise<void> {
    return this.#change("names", () => this.files.makeLink(target, path));
  }

  truncate(path: string, size: number): Promise<void> {
    return this.#change("content", () => this.files.truncate(path, size));
  }

  changeMode(path: string, mode: number): Promise<void> {
    return this.#change("content", () => this.files.changeMode(path, mode));
  }

  changeTime(path: string, time: number): Promise<void> {
    return this.#change("content", () => this.files.changeTime(path, time));
  }

  freeBytes(folder: string): Promise<number | undefined> {
    return this.files.freeBytes(folder);
  }

  async #change<T>(kind: ChangeKind, act: () => Promise<T>): Promise<T> {
    const end = this.observer.changes.begin(kind);
    this.observer.onChange();
    try {
      return await act();
    } finally {
      end();
    }
  }
}
