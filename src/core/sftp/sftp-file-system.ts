import { uint32, wireString } from "../ssh/wire-format.js";
import { entryOf, type Entry } from "./directory-entry.js";
import { ANSWER, modeAttribute, noAttributes, REQUEST, sizeAttribute, timeAttributes, type Attributes } from "./packets.js";
import { joinPath } from "./remote-path.js";
import { readAttributes, readFreeBytes, readHandle, readNames, readOneName, type Named, type PacketSizes } from "./responses.js";
import type { Expected, SftpChannel } from "./sftp-channel.js";
import { COPY_DATA, SftpFile } from "./sftp-file.js";
import { SFTP_STATUS, SftpRefused } from "./status.js";

/** How a file is opened: the pflags of SSH_FXP_OPEN (draft-ietf-secsh-filexfer-02, section 6.3). */
const OPEN = { read: 0x01, write: 0x02, create: 0x08, truncate: 0x10, exclusive: 0x20 } as const;
const FLAGS = {
  read: OPEN.read,
  replace: OPEN.write | OPEN.create | OPEN.truncate,
  goOn: OPEN.write | OPEN.create,
  new: OPEN.write | OPEN.create | OPEN.exclusive,
} as const;

const HANDLE: Expected<Buffer> = { type: ANSWER.handle, read: readHandle };
const ATTRIBUTES: Expected<Attributes> = { type: ANSWER.attributes, read: readAttributes };
const ONE_NAME: Expected<string> = { type: ANSWER.name, read: readOneName };
const NAMES = { type: ANSWER.name, read: readNames } as const;

/** How many READDIR are under way at most: a hundred names each. */
const MOST_LISTING = 16;

/** Of so many links in one answer the targets are asked for, and no system has longer ones: a listing stays in bounded memory. */
const MOST_LINKS = 1_000;
const LONGEST_TARGET = 4_096;

/** How a link is told: as a link, with the path that is written in it, or as the file or folder that it leads to. Each costs a request. */
export type LinksAs = "links" | "targets";

/** What the verbs need of SFTP. Names and paths are bytes as latin1, given and told. Every method throws SftpRefused. */
export class SftpFiles {
  constructor(private readonly channel: SftpChannel) {}

  /** Whether the channel has ended; nothing can be asked then. */
  get isOver(): boolean {
    return this.channel.isOver;
  }

  end(): void {
    this.channel.end();
  }

  /** The most bytes of one read and write of a file. */
  get most(): PacketSizes {
    return this.channel.sizes;
  }

  /** Whether the server can copy from file to file. */
  get mayCopy(): boolean {
    return this.channel.offers(...COPY_DATA);
  }

  realPath(path: string): Promise<string> {
    return this.channel.ask(REQUEST.realpath, [nameField(path)], ONE_NAME);
  }

  /** Of what a link leads to. */
  stat(path: string): Promise<Attributes> {
    return this.channel.ask(REQUEST.stat, [nameField(path)], ATTRIBUTES);
  }

  /** The name itself, and of a link what is asked for. */
  async look(path: string, name: string, links: LinksAs = "links"): Promise<Entry> {
    const attributes = await this.channel.ask(REQUEST.lstat, [nameField(path)], ATTRIBUTES);
    return this.#seen(entryOf(name, attributes), path, links);
  }

  /**
   * @param mode how: `replace` makes or empties it, `goOn` makes it or leaves what is there, `new` refuses one that is there
   * @param attributes of the file that is made; those that the server gives to each by default
   */
  async open(path: string, mode: keyof typeof FLAGS, attributes = noAttributes()): Promise<SftpFile> {
    const handle = await this.channel.ask(REQUEST.open, [nameField(path), uint32(FLAGS[mode]), attributes], HANDLE);
    return new SftpFile(this.channel, handle);
  }

  /**
   * The names in a folder, as many at a time as the server sends, without `.` and `..`; several requests are kept under
   * way, more with each answer, since a server tells a hundred names at a time. A server may go on for ever, and so may
   * answers in which nothing is a name.
   */
  async *list(path: string, links: LinksAs = "links"): AsyncGenerator<readonly Entry[]> {
    const handle = await this.channel.ask(REQUEST.opendir, [nameField(path)], HANDLE);
    const read = () => {
      const batch = this.channel.ask(REQUEST.readdir, [wireString(handle)], NAMES);
      const entries = batch.then((found) => (found.length === 0 ? undefined : this.#entries(path, found, links)));
      entries.catch(() => undefined); // looked at in its turn
      return entries;
    };
    const underWay = [read()];
    let keep = 1;
    try {
      for (let next = underWay.shift(); next !== undefined; next = underWay.shift()) {
        const entries = await next;
        if (entries === undefined) return; // some servers end so, and OpenSSH's client takes it for the end
        yield entries;
        keep = Math.min(MOST_LISTING, keep * 2);
        while (underWay.length < keep) underWay.push(read());
      }
    } catch (thrown) {
      if (!(thrown instanceof SftpRefused && thrown.status === SFTP_STATUS.eof)) throw thrown;
    } finally {
      this.channel.do(REQUEST.close, wireString(handle)).catch(() => undefined);
    }
  }

  remove(path: string): Promise<void> {
    return this.channel.do(REQUEST.remove, nameField(path));
  }

  makeFolder(path: string): Promise<void> {
    return this.channel.do(REQUEST.mkdir, nameField(path), noAttributes());
  }

  removeFolder(path: string): Promise<void> {
    return this.channel.do(REQUEST.rmdir, nameField(path));
  }

  /** Over what is there already, as FTP servers do, where the server can (`posix-rename@openssh.com`). */
  async rename(from: string, to: string): Promise<void> {
    try {
      await this.channel.extended("posix-rename@openssh.com", "1", [nameField(from), nameField(to)], { type: ANSWER.status, read: () => undefined });
    } catch (thrown) {
      if (!(thrown instanceof SftpRefused && thrown.status === SFTP_STATUS.opUnsupported)) throw thrown;
      await this.channel.do(REQUEST.rename, nameField(from), nameField(to));
    }
  }

  /** The draft has the link first, OpenSSH has had its target first from the beginning. @param target as it is to stand in the link */
  makeLink(target: string, path: string): Promise<void> {
    const names = [nameField(path), nameField(target)];
    return this.channel.do(REQUEST.symlink, ...(/^(?:OpenSSH|dropbear)/.test(this.channel.server) ? names.toReversed() : names));
  }

  /** @param size in bytes, to which the file is cut */
  truncate(path: string, size: number): Promise<void> {
    return this.channel.do(REQUEST.setstat, nameField(path), sizeAttribute(size));
  }

  /** @param mode permission bits */
  changeMode(path: string, mode: number): Promise<void> {
    return this.channel.do(REQUEST.setstat, nameField(path), modeAttribute(mode));
  }

  /** Access time and modification time travel together in SFTP, so both are set. @param time milliseconds since 1970 */
  changeTime(path: string, time: number): Promise<void> {
    return this.channel.do(REQUEST.setstat, nameField(path), timeAttributes(Math.floor(time / 1000)));
  }

  /** The bytes that may still be written beside a file (`statvfs@openssh.com`); nothing where the server does not tell. */
  async freeBytes(folder: string): Promise<number | undefined> {
    try {
      return await this.channel.extended("statvfs@openssh.com", "2", [nameField(folder)], { type: ANSWER.extended, read: readFreeBytes });
    } catch {
      return undefined;
    }
  }

  async #entries(folder: string, found: readonly Named[], linksAs: LinksAs): Promise<readonly Entry[]> {
    let links = 0;
    return Promise.all(found.filter(({ name }) => isName(name)).map(async ({ name, longName, attributes }) => {
      const entry = entryOf(name, attributes, longName);
      return entry.kind === "link" && ++links <= MOST_LINKS ? this.#seen(entry, joinPath(folder, name), linksAs) : entry;
    }));
  }

  async #seen(entry: Entry, path: string, linksAs: LinksAs): Promise<Entry> {
    if (entry.kind !== "link") return entry;
    try {
      if (linksAs === "targets") return entryOf(entry.name, await this.stat(path));
      const target = await this.channel.ask(REQUEST.readlink, [nameField(path)], ONE_NAME);
      return target.length > LONGEST_TARGET ? entry : { ...entry, target };
    } catch (thrown) {
      if (thrown instanceof SftpRefused && thrown.status === SFTP_STATUS.connectionLost) throw thrown;
      return entry; // it is gone meanwhile, may not be read, or leads nowhere
    }
  }
}

/** A name or a path is bytes, given as latin1. */
const nameField = (bytes: string): Buffer => wireString(Buffer.from(bytes, "latin1"));

/** A server that names `../a` or `/a` has a client write where nobody has asked it to. */
const isName = (name: string): boolean => name !== "" && name !== "." && name !== ".." && !name.includes("/");
