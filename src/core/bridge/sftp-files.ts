import type { FileEntryWithStats, SFTPWrapper } from "ssh2";
import type { Clock } from "../outside.js";
import { entryOf, type Attributes, type Entry } from "./entry.js";
import { packetSizesOf } from "./packet-size.js";
import { joinPath } from "./path.js";
import { SftpChannel } from "./sftp-channel.js";
import { SftpFile } from "./sftp-file.js";
import { SFTP_STATUS, SftpRefused } from "./sftp-status.js";

/** How a file is opened: the pflags of SSH_FXP_OPEN (draft-ietf-secsh-filexfer-02, section 6.3). */
const OPEN = { read: 0x01, write: 0x02, create: 0x08, truncate: 0x10, exclusive: 0x20 } as const;
const FLAGS = {
  read: OPEN.read,
  replace: OPEN.write | OPEN.create | OPEN.truncate,
  goOn: OPEN.write | OPEN.create,
  new: OPEN.write | OPEN.create | OPEN.exclusive,
} as const;

/** How many READDIR are under way at most: a hundred names each. */
const MOST_LISTING = 16;

/** What the verbs need of SFTP. Every method throws SftpRefused. */
export class SftpFiles {
  readonly #channel: SftpChannel;

  constructor(sftp: SFTPWrapper, clock: Clock) {
    this.#channel = new SftpChannel(sftp, clock);
  }

  /** Whether the channel has ended; nothing can be asked then. */
  get isOver(): boolean {
    return this.#channel.isOver;
  }

  end(): void {
    this.#channel.end();
  }

  realPath(path: string): Promise<string> {
    return this.#channel.ask((sftp, answer) => sftp.realpath(path, answer));
  }

  /** Of what a link leads to. */
  stat(path: string): Promise<Attributes> {
    return this.#channel.ask((sftp, answer) => sftp.stat(path, answer));
  }

  /** The name itself; a link with its target. */
  async look(path: string, name: string): Promise<Entry> {
    const attributes = await this.#channel.ask<Attributes>((sftp, answer) => sftp.lstat(path, answer));
    return this.#withTarget(entryOf(name, attributes), path);
  }

  /** @param mode how: `replace` makes or empties it, `goOn` makes it or leaves what is there, `new` refuses one that is there */
  async open(path: string, mode: keyof typeof FLAGS): Promise<SftpFile> {
    const handle = await this.#channel.ask<Buffer>((sftp, answer) => sftp.open(path, FLAGS[mode], answer));
    return new SftpFile(this.#channel, handle, packetSizesOf(this.#channel.sftp));
  }

  /**
   * The names in a folder, as many at a time as the server sends, without `.` and `..`; several requests are kept under
   * way, more with each answer, since a server tells a hundred names at a time.
   */
  async *list(path: string): AsyncGenerator<readonly Entry[]> {
    const handle = await this.#channel.ask<Buffer>((sftp, answer) => sftp.opendir(path, answer));
    const read = () => {
      const batch = this.#channel.ask<FileEntryWithStats[]>((sftp, answer) => sftp.readdir(handle, answer));
      const entries = batch.then((found) => Promise.all(found.map(({ filename, longname, attrs }) => this.#withTarget(entryOf(filename, attrs, longname), joinPath(path, filename)))));
      entries.catch(() => undefined); // looked at in its turn
      return entries;
    };
    const underWay = [read()];
    let keep = 1;
    try {
      for (let next = underWay.shift(); next !== undefined; next = underWay.shift()) {
        yield await next;
        keep = Math.min(MOST_LISTING, keep * 2);
        while (underWay.length < keep) underWay.push(read());
      }
    } catch (thrown) {
      if (!(thrown instanceof SftpRefused && thrown.status === SFTP_STATUS.eof)) throw thrown;
    } finally {
      this.#channel.do((sftp, answer) => sftp.close(handle, answer)).catch(() => undefined);
    }
  }

  remove(path: string): Promise<void> {
    return this.#channel.do((sftp, answer) => sftp.unlink(path, answer));
  }

  makeFolder(path: string): Promise<void> {
    return this.#channel.do((sftp, answer) => sftp.mkdir(path, answer));
  }

  removeFolder(path: string): Promise<void> {
    return this.#channel.do((sftp, answer) => sftp.rmdir(path, answer));
  }

  /** Over what is there already, as FTP servers do, where the server can (`posix-rename@openssh.com`). */
  async rename(from: string, to: string): Promise<void> {
    try {
      await this.#channel.do((sftp, answer) => sftp.ext_openssh_rename(from, to, answer));
    } catch (thrown) {
      if (!(thrown instanceof SftpRefused && thrown.status === SFTP_STATUS.opUnsupported)) throw thrown;
      await this.#channel.do((sftp, answer) => sftp.rename(from, to, answer));
    }
  }

  /** @param target as it is to stand in the link */
  makeLink(target: string, path: string): Promise<void> {
    return this.#channel.do((sftp, answer) => sftp.symlink(target, path, answer));
  }

  /** @param mode permission bits */
  changeMode(path: string, mode: number): Promise<void> {
    return this.#channel.do((sftp, answer) => sftp.chmod(path, mode, answer));
  }

  /** Access time and modification time travel together in SFTP, so both are set. @param time milliseconds since 1970 */
  changeTime(path: string, time: number): Promise<void> {
    const seconds = Math.floor(time / 1000);
    return this.#channel.do((sftp, answer) => sftp.utimes(path, seconds, seconds, answer));
  }

  /** The bytes that may still be written beside a file (`statvfs@openssh.com`); nothing where the server does not tell. */
  async freeBytes(folder: string): Promise<number | undefined> {
    try {
      const { f_bavail: blocks, f_frsize: size } = await this.#channel.ask<{ f_bavail: number; f_frsize: number }>((sftp, answer) => sftp.ext_openssh_statvfs(folder, answer));
      return blocks * size;
    } catch {
      return undefined;
    }
  }

  async #withTarget(entry: Entry, path: string): Promise<Entry> {
    if (entry.kind !== "link") return entry;
    try {
      return { ...entry, target: await this.#channel.ask<string>((sftp, answer) => sftp.readlink(path, answer)) };
    } catch (thrown) {
      if (thrown instanceof SftpRefused && thrown.status === SFTP_STATUS.connectionLost) throw thrown;
      return entry; // it is gone meanwhile, or may not be read
    }
  }
}
