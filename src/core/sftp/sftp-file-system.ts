import { uint32, wireString } from "../ssh/wire-format.js";
import { toDirectoryEntry, type DirectoryEntry } from "./directory-entry.js";
import {
  RESPONSE,
  modeAttribute,
  noAttributes,
  REQUEST,
  sizeAttribute,
  timeAttributes,
  type Attributes,
} from "./packets/request-packets.js";
import { joinPath } from "./remote-path.js";
import {
  readAttributes,
  readFreeBytes,
  readHandle,
  readNames,
  readSingleName,
  type NameEntry,
  type PacketSizes,
} from "./packets/response-bodies.js";
import type { ExpectedResponse, SftpChannel } from "./sftp-channel.js";
import { COPY_DATA, SftpFile } from "./sftp-file.js";
import { SFTP_STATUS, SftpError } from "./status-codes.js";

/** How a file is opened: the pflags of SSH_FXP_OPEN (draft-ietf-secsh-filexfer-02, section 6.3). */
const PFLAGS = { read: 0x01, write: 0x02, create: 0x08, truncate: 0x10, exclusive: 0x20 } as const;
const OPEN_MODES = {
  read: PFLAGS.read,
  replace: PFLAGS.write | PFLAGS.create | PFLAGS.truncate,
  goOn: PFLAGS.write | PFLAGS.create,
  new: PFLAGS.write | PFLAGS.create | PFLAGS.exclusive,
} as const;

const HANDLE: ExpectedResponse<Buffer> = { type: RESPONSE.handle, read: readHandle };
const ATTRIBUTES: ExpectedResponse<Attributes> = { type: RESPONSE.attributes, read: readAttributes };
const ONE_NAME: ExpectedResponse<string> = { type: RESPONSE.name, read: readSingleName };
const NAMES = { type: RESPONSE.name, read: readNames } as const;

/** How many READDIR are under way at most: a hundred names each. */
const MAX_CONCURRENT_READDIR = 16;

/** Of so many links in one answer the targets are asked for, and no system has longer ones: a listing stays in bounded memory. */
const MAX_LINK_TARGETS = 1_000;
const MAX_TARGET_LENGTH = 4_096;

/** What a rename to a name that is taken may answer: version 3 of SFTP has no word for it, some servers use a later one's. */
const TAKEN: ReadonlySet<number> = new Set([SFTP_STATUS.failure, SFTP_STATUS.alreadyExists]);

/** How a link is told: as a link, with the path that is written in it, or as the file or folder that it leads to. Each costs a request. */
export type LinksAs = "links" | "targets";

/** What the verbs need of SFTP. Names and paths are bytes as latin1, given and told. Every method throws SftpError. */
export class SftpFileSystem {
  constructor(private readonly channel: SftpChannel) {}

  /** Whether the channel has ended; nothing can be asked then. */
  get isClosed(): boolean {
    return this.channel.isClosed;
  }

  close(): void {
    this.channel.close();
  }

  /** The protocol's version that was agreed on. */
  get version(): number {
    return this.channel.version;
  }

  /** The most bytes of one read and write of a file. */
  get maxSizes(): PacketSizes {
    return this.channel.maxSizes;
  }

  /** Whether the server can copy from file to file. */
  get canCopy(): boolean {
    return this.channel.supports(...COPY_DATA);
  }

  /** Whether opening a file as `new` is sure to open nothing that is there (`flags_from_portable` and `open(2)` in OpenSSH's sftp-server.c). */
  get refusesTaken(): boolean {
    return this.channel.server.startsWith("OpenSSH");
  }

  realPath(path: string): Promise<string> {
    return this.channel.request(REQUEST.realpath, [nameField(path)], ONE_NAME);
  }

  /** Of what a link leads to. */
  stat(path: string): Promise<Attributes> {
    return this.channel.request(REQUEST.stat, [nameField(path)], ATTRIBUTES);
  }

  /** The name itself, and of a link what is asked for. */
  async lstat(path: string, name: string, links: LinksAs = "links"): Promise<DirectoryEntry> {
    const attributes = await this.channel.request(REQUEST.lstat, [nameField(path)], ATTRIBUTES);
    return this.#seen(toDirectoryEntry(name, attributes), path, links);
  }

  /**
   * @param mode how: `replace` makes or empties it, `goOn` makes it or leaves what is there, `new` refuses one that is there
   * @param attributes of the file that is made; those that the server gives to each by default
   */
  async open(path: string, mode: keyof typeof OPEN_MODES, attributes = noAttributes()): Promise<SftpFile> {
    const handle = await this.channel.request(
      REQUEST.open,
      [nameField(path), uint32(OPEN_MODES[mode]), attributes],
      HANDLE,
    );
    return new SftpFile(this.channel, handle);
  }

  /**
   * The names in a folder, as many at a time as the server sends, without `.` and `..`; several requests are kept under
   * way, more with each answer, since a server tells a hundred names at a time. A server may go on for ever, and so may
   * answers in which nothing is a name.
   */
  async *list(path: string, links: LinksAs = "links"): AsyncGenerator<readonly DirectoryEntry[]> {
    const handle = await this.channel.request(REQUEST.opendir, [nameField(path)], HANDLE);
    const read = () => {
      const batch = this.channel.request(REQUEST.readdir, [wireString(handle)], NAMES);
      const entries = batch.then((found) => (found.length === 0 ? undefined : this.#entries(path, found, links)));
      entries.catch(() => undefined); // looked at in its turn
      return entries;
    };
    const underWay = [read(), read()]; // most folders are told by the first, and their end by the second
    let concurrency = underWay.length;
    try {
      for (let next = underWay.shift(); next !== undefined; next = underWay.shift()) {
        const entries = await next;
        if (entries === undefined) return; // some servers end so, and OpenSSH's client takes it for the end
        yield entries;
        concurrency = Math.min(MAX_CONCURRENT_READDIR, concurrency * 2);
        while (underWay.length < concurrency) underWay.push(read());
      }
    } catch (thrown) {
      if (!(thrown instanceof SftpError && thrown.status === SFTP_STATUS.eof)) throw thrown;
    } finally {
      this.channel.requestStatus(REQUEST.close, wireString(handle)).catch(() => undefined);
    }
  }

  remove(path: string): Promise<void> {
    return this.channel.requestStatus(REQUEST.remove, nameField(path));
  }

  makeDirectory(path: string): Promise<void> {
    return this.channel.requestStatus(REQUEST.mkdir, nameField(path), noAttributes());
  }

  removeDirectory(path: string): Promise<void> {
    return this.channel.requestStatus(REQUEST.rmdir, nameField(path));
  }

  /** Over what is there already, as FTP servers do, where the server can (`posix-rename@openssh.com`). */
  async rename(from: string, to: string): Promise<void> {
    try {
      await this.channel.extended("posix-rename@openssh.com", "1", [nameField(from), nameField(to)], {
        type: RESPONSE.status,
        read: () => undefined,
      });
    } catch (thrown) {
      if (!(thrown instanceof SftpError && thrown.status === SFTP_STATUS.opUnsupported)) throw thrown;
      await this.channel.requestStatus(REQUEST.rename, nameField(from), nameField(to));
    }
  }

  /** To a name that nobody has: SSH_FXP_RENAME fails where it is taken (draft-ietf-secsh-filexfer-02, section 6.5). */
  renameToNew(from: string, to: string): Promise<void> {
    return this.channel.requestStatus(REQUEST.rename, nameField(from), nameField(to));
  }

  /** Over what has the name, also where the server renames to new names alone: then the name is nobody's for a moment. */
  async replace(from: string, to: string): Promise<void> {
    try {
      await this.rename(from, to);
    } catch (thrown) {
      if (!(thrown instanceof SftpError) || !TAKEN.has(thrown.status)) throw thrown;
      await this.remove(to).catch(() => {
        throw thrown;
      });
      await this.renameToNew(from, to);
    }
  }

  /** The draft has the link first, OpenSSH has had its target first from the beginning. @param target as it is to stand in the link */
  makeLink(target: string, path: string): Promise<void> {
    const names = [nameField(path), nameField(target)];
    return this.channel.requestStatus(
      REQUEST.symlink,
      ...(/^(?:OpenSSH|dropbear)/.test(this.channel.server) ? names.toReversed() : names),
    );
  }

  /** @param size in bytes, to which the file is cut */
  truncate(path: string, size: number): Promise<void> {
    return this.channel.requestStatus(REQUEST.setstat, nameField(path), sizeAttribute(size));
  }

  /** @param mode permission bits */
  changeMode(path: string, mode: number): Promise<void> {
    return this.channel.requestStatus(REQUEST.setstat, nameField(path), modeAttribute(mode));
  }

  /** Access time and modification time travel together in SFTP, so both are set. @param time milliseconds since 1970 */
  changeTime(path: string, time: number): Promise<void> {
    return this.channel.requestStatus(REQUEST.setstat, nameField(path), timeAttributes(Math.floor(time / 1000)));
  }

  /** The bytes that may still be written beside a file (`statvfs@openssh.com`); nothing where the server does not tell. */
  async freeBytes(folder: string): Promise<number | undefined> {
    try {
      return await this.channel.extended("statvfs@openssh.com", "2", [nameField(folder)], {
        type: RESPONSE.extended,
        read: readFreeBytes,
      });
    } catch {
      return undefined;
    }
  }

  async #entries(folder: string, found: readonly NameEntry[], linksAs: LinksAs): Promise<readonly DirectoryEntry[]> {
    let links = 0;
    return Promise.all(
      found
        .filter(({ name }) => isPlainName(name))
        .map(async ({ name, longName, attributes }) => {
          const entry = toDirectoryEntry(name, attributes, longName);
          return entry.kind === "link" && ++links <= MAX_LINK_TARGETS
            ? this.#seen(entry, joinPath(folder, name), linksAs)
            : entry;
        }),
    );
  }

  async #seen(entry: DirectoryEntry, path: string, linksAs: LinksAs): Promise<DirectoryEntry> {
    if (entry.kind !== "link") return entry;
    try {
      if (linksAs === "targets") return toDirectoryEntry(entry.name, await this.stat(path));
      const target = await this.channel.request(REQUEST.readlink, [nameField(path)], ONE_NAME);
      return target.length > MAX_TARGET_LENGTH ? entry : { ...entry, target };
    } catch (thrown) {
      if (thrown instanceof SftpError && thrown.status === SFTP_STATUS.connectionLost) throw thrown;
      return entry; // it is gone meanwhile, may not be read, or leads nowhere
    }
  }
}

/** What verbs do with files, wherever these are kept apart. */
export type FileSystem = Pick<SftpFileSystem, keyof SftpFileSystem>;

/** A name or a path is bytes, given as latin1. */
const nameField = (bytes: string): Buffer => wireString(Buffer.from(bytes, "latin1"));

/** A server that names `../a` or `/a` has a client write where nobody has asked it to. */
const isPlainName = (name: string): boolean => name !== "" && name !== "." && name !== ".." && !name.includes("/");
