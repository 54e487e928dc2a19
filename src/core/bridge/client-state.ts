import type { Clock } from "../environment.js";
import type { FtpReply } from "../ftp/reply.js";
import { fitsLine, resolvePath } from "../sftp/remote-path.js";
import type { SecondChannel } from "../sftp/second-upload-channel.js";
import type { SftpFiles } from "../sftp/sftp-file-system.js";
import type { DataLink, Ends } from "./data-connection.js";
import type { LoginDesk } from "./login-throttle.js";
import { FACTS, type Fact } from "./mlst-facts.js";
import { refuse } from "./reply.js";
import type { Transfer } from "./transfer.js";

/** What a dialogue lets its verbs do beside changing the talk's state. */
export interface Conduct {
  /** SFTP for one who has logged in. @throws Failed `bridge.no-sftp`, `ssh.lost` */
  openFiles(): Promise<SftpFiles>;
  /** A second channel for a long store, which closes it; nothing where there is none to be had. */
  lendSecondChannel(): Promise<SecondChannel | undefined>;
  /** Run a transfer on the data connection that was agreed. @returns the final reply */
  transfer(verb: string, path: string, act: (transfer: Transfer) => Promise<FtpReply>): Promise<FtpReply>;
  /** Reply, and hang up behind it. */
  hangUp(last: FtpReply): FtpReply;
}

/** What a client and the bridge have agreed on so far. */
export class Talk {
  username: string | undefined;
  folder = "/";
  home = "/";
  type: "ascii" | "image" = "ascii"; // RFC 959, section 5.1: the default
  facts: ReadonlySet<Fact> = new Set(FACTS);
  epsvOnly = false;
  /** The client has said FEAT. */
  asksForFeatures = false;
  /** The client was seen to miss a reply that came too soon after its command. */
  isTooQuickFor = false;
  renameFrom: string | undefined;
  #restartAt = 0;
  #files: SftpFiles | undefined;
  #link: DataLink | undefined;

  constructor(readonly ends: Ends, readonly desk: LoginDesk, readonly clock: Clock, readonly conduct: Conduct) {}

  get isLoggedIn(): boolean {
    return this.#files !== undefined;
  }

  get files(): SftpFiles {
    if (this.#files === undefined) throw refuse(530, "Log in first: USER and PASS.");
    return this.#files;
  }

  /** The client is let in; it begins in the login folder. @throws Failed, SftpRefused */
  async enter(): Promise<void> {
    const files = await this.conduct.openFiles();
    this.folder = this.home = await files.realPath(".");
    this.#files = files;
  }

  /** A new channel in place of one that has ended, with all that was agreed kept. @throws Failed */
  async renewFiles(): Promise<void> {
    if (this.#files?.isOver === true) this.#files = await this.conduct.openFiles();
  }

  /** Back to the beginning, as REIN asks. */
  leave(): void {
    this.#files?.end();
    this.#files = undefined;
    this.agree(undefined);
    this.username = this.renameFrom = undefined;
    this.type = "ascii";
    this.facts = new Set(FACTS);
    this.epsvOnly = false;
    this.#restartAt = 0;
  }

  /** The absolute path that the client means. */
  path(asked: string): string {
    if (!fitsLine(asked)) throw refuse(553, "A name cannot hold a line break or NUL.");
    return resolvePath(this.folder, asked, this.home);
  }

  /** The next transfer begins at this byte. */
  restartAt(position: number): void {
    this.#restartAt = position;
  }

  /** Where the transfer begins that comes now; the next begins at 0 again. */
  takeRestart(): number {
    const position = this.#restartAt;
    this.#restartAt = 0;
    return position;
  }

  /** The next transfer's data connection; one that was agreed before and not used is closed. */
  agree(link: DataLink | undefined): void {
    this.#link?.cut();
    this.#link = link;
  }

  /** The data connection for the transfer that comes now. */
  takeLink(): DataLink | undefined {
    const link = this.#link;
    this.#link = undefined;
    return link;
  }
}
