import { toDirectoryEntry, type DirectoryEntry } from "../../sftp/directory-entry.js";
import { joinPath, splitPath } from "../../sftp/remote-path.js";
import type { FileSystem, LinksAs, SftpFileSystem } from "../../sftp/sftp-file-system.js";
import type { SftpFile } from "../../sftp/sftp-file.js";
import { SFTP_STATUS, SftpError } from "../../sftp/status-codes.js";
import { WrappedFileSystem } from "../../sftp/wrapped-file-system.js";
import { refusal } from "../bridge-reply.js";

/** A path with more folders than this is not looked at. */
const MAX_DEPTH = 64;

/**
 * The files below one folder, which is `/` to whoever has this: nothing above it can be named, and no symbolic link leads
 * out of it. SFTP version 3 opens by path alone, so a path is made true before it is used: its folder by SSH_FXP_REALPATH,
 * each part of what that gave by LSTAT, since some servers answer REALPATH by the text alone (paramiko), and the last part
 * too where it is followed. Then the true path is used, in which no part was a link.
 *
 * Between the look and the use lies a moment. Nobody can make a link by this, but whoever can write in the folder by other
 * ways, as a login at the gateway, may put one in the path at that moment, and it would be followed. Against such a writer
 * the gateway's own means help alone: an account of its own with a chroot.
 */
export class JailedFileSystem extends WrappedFileSystem implements FileSystem {
  /** @param root the true path of the folder, absolute */
  constructor(
    files: SftpFileSystem,
    private readonly root: string,
  ) {
    super(files);
  }

  /** No file is made beside the user's own, so none is copied from. */
  override get canCopy(): boolean {
    return false;
  }

  async realPath(path: string): Promise<string> {
    const real = await this.#followed(path);
    return real === this.root ? "/" : real.slice(this.#prefix.length - 1);
  }

  async stat(path: string) {
    return this.files.stat(await this.#followed(path));
  }

  async lstat(path: string, name: string, links: LinksAs = "links"): Promise<DirectoryEntry> {
    return this.#shown(await this.files.lstat(await this.#named(path), name), path, links);
  }

  async open(path: string, mode: Parameters<FileSystem["open"]>[1]): Promise<SftpFile> {
    return this.files.open(await (mode === "new" ? this.#named(path) : this.#followed(path)), mode); // O_EXCL follows no link
  }

  async *list(path: string, links: LinksAs = "links"): AsyncGenerator<readonly DirectoryEntry[]> {
    for await (const batch of this.files.list(await this.#followed(path)))
      yield await Promise.all(batch.map((entry) => this.#shown(entry, joinPath(path, entry.name), links)));
  }

  async remove(path: string): Promise<void> {
    return this.files.remove(await this.#below(path));
  }

  async makeDirectory(path: string): Promise<void> {
    return this.files.makeDirectory(await this.#below(path));
  }

  async removeDirectory(path: string): Promise<void> {
    return this.files.removeDirectory(await this.#below(path));
  }

  async rename(from: string, to: string): Promise<void> {
    return this.files.rename(await this.#below(from), await this.#below(to));
  }

  async renameToNew(from: string, to: string): Promise<void> {
    return this.files.renameToNew(await this.#below(from), await this.#below(to));
  }

  async replace(from: string, to: string): Promise<void> {
    return this.files.replace(await this.#below(from), await this.#below(to));
  }

  /** @throws always: a link would lead wherever its maker says */
  makeLink(): Promise<void> {
    return Promise.reject(refusal(550, "Links are not made here."));
  }

  async truncate(path: string, size: number): Promise<void> {
    return this.files.truncate(await this.#followed(path), size);
  }

  async changeMode(path: string, mode: number): Promise<void> {
    return this.files.changeMode(await this.#followed(path), mode);
  }

  async changeTime(path: string, time: number): Promise<void> {
    return this.files.changeTime(await this.#followed(path), time);
  }

  async freeBytes(folder: string): Promise<number | undefined> {
    return this.files.freeBytes(await this.#followed(folder));
  }

  get #prefix(): string {
    return this.root === "/" ? "/" : `${this.root}/`;
  }

  /** The true path of a name that is not followed, which need not be there. */
  async #named(path: string): Promise<string> {
    const { folder, name } = splitPath(path);
    if (name === "") return this.root;
    return joinPath(await this.#verified(await this.files.realPath(this.#written(folder))), name);
  }

  /** The true path of a name inside the folder, which need not be there. @throws 550 for the folder itself */
  async #below(path: string): Promise<string> {
    if (path === "/") throw refusal(550, "That is the folder that you are kept in.");
    return this.#named(path);
  }

  /** The true path of what a name leads to. */
  async #followed(path: string): Promise<string> {
    const named = await this.#named(path);
    if (named === this.root) return named;
    const entry = await this.files.lstat(named, "").catch((thrown: unknown) => {
      if (thrown instanceof SftpError && thrown.status === SFTP_STATUS.noSuchFile) return undefined;
      throw thrown;
    });
    return entry?.kind === "link" ? this.#verified(await this.files.realPath(named)) : named;
  }

  #written(path: string): string {
    return path === "/" ? this.root : joinPath(this.root, path.slice(1));
  }

  /** @throws Refusal where a path that a server calls true lies outside, or is not true */
  async #verified(real: string): Promise<string> {
    if (real === this.root) return real;
    if (!real.startsWith(this.#prefix)) throw leadsOut();
    const parts = real.slice(this.#prefix.length).split("/");
    if (parts.length > MAX_DEPTH || parts.some((part) => part === "" || part === "." || part === ".."))
      throw leadsOut();
    const paths = parts.map((_part, index) => this.#prefix + parts.slice(0, index + 1).join("/"));
    const entries = await Promise.all(paths.map((path) => this.files.lstat(path, "")));
    if (entries.some(({ kind }) => kind === "link")) throw leadsOut();
    return real;
  }

  /** A link is told without the path that is written in it, or as what it leads to, where that lies below. */
  async #shown(entry: DirectoryEntry, path: string, links: LinksAs): Promise<DirectoryEntry> {
    if (entry.kind !== "link") return entry;
    const plain = withoutTarget(entry);
    if (links === "links") return plain;
    return this.stat(path).then(
      (attributes) => toDirectoryEntry(entry.name, attributes),
      () => plain,
    );
  }
}

function withoutTarget(entry: DirectoryEntry): DirectoryEntry {
  const plain: { -readonly [Fact in keyof DirectoryEntry]: DirectoryEntry[Fact] } = { ...entry };
  delete plain.target;
  return plain;
}

const leadsOut = () => refusal(550, "That leads out of the folder that you are kept in.");
