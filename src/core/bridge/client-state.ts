import type { Clock } from "../environment.js";
import type { FtpReply } from "../ftp/reply.js";
import { fitsOnLine, resolvePath } from "../sftp/remote-path.js";
import type { SecondUploadChannel } from "../sftp/second-upload-channel.js";
import type { SftpFileSystem } from "../sftp/sftp-file-system.js";
import type { DataConnection, ControlEndpoints } from "./data-connection.js";
import type { LoginThrottle } from "./login-throttle.js";
import { FACTS, type Fact } from "./mlst-facts.js";
import { refusal } from "./reply.js";
import type { Transfer } from "./transfer.js";

/** What a dialogue lets its verbs do beside changing the talk's state. */
export interface ClientActions {
  /** SFTP for one who has logged in. @throws Failed `bridge.no-sftp`, `ssh.lost` */
  openFileSystem(): Promise<SftpFileSystem>;
  /** A second channel for a long store, which closes it; nothing where there is none to be had. */
  openSecondChannel(): Promise<SecondUploadChannel | undefined>;
  /** Run a transfer on the data connection that was agreed. @returns the final reply */
  transfer(verb: string, path: string, act: (transfer: Transfer) => Promise<FtpReply>): Promise<FtpReply>;
  /** Reply, and hang up behind it. */
  hangUp(last: FtpReply): FtpReply;
}

/** What a client and the bridge have agreed on so far. */
export class ClientState {
  username: string | undefined;
  wrongPasswords = 0;
  folder = "/";
  home = "/";
  type: "ascii" | "image" = "ascii"; // RFC 959, section 5.1: the default
  facts: ReadonlySet<Fact> = new Set(FACTS);
  epsvOnly = false;
  /** The client has said FEAT. */
  hasAskedFeatures = false;
  /** The client was seen to miss a reply that came too soon after its command. */
  needsSlowReplies = false;
  renameFrom: string | undefined;
  #restartOffset = 0;
  #fileSystem: SftpFileSystem | undefined;
  #dataConnection: DataConnection | undefined;

  constructor(
    readonly endpoints: ControlEndpoints,
    readonly throttle: LoginThrottle,
    readonly clock: Clock,
    readonly actions: ClientActions,
  ) {}

  get isLoggedIn(): boolean {
    return this.#fileSystem !== undefined;
  }

  get fileSystem(): SftpFileSystem {
    if (this.#fileSystem === undefined) throw refusal(530, "Log in first: USER and PASS.");
    return this.#fileSystem;
  }

  /** The client is let in; it begins in the login folder. @throws Failed, SftpError */
  async logIn(): Promise<void> {
    const files = await this.actions.openFileSystem();
    this.folder = this.home = await files.realPath(".");
    this.#fileSystem = files;
  }

  /** A new channel in place of one that has ended, with all that was agreed kept. @throws Failed */
  async reopenFileSystem(): Promise<void> {
    if (this.#fileSystem?.isClosed === true) this.#fileSystem = await this.actions.openFileSystem();
  }

  /** Back to the beginning, as REIN asks. */
  reset(): void {
    this.#fileSystem?.close();
    this.#fileSystem = undefined;
    this.setDataConnection(undefined);
    this.username = this.renameFrom = undefined;
    this.type = "ascii";
    this.facts = new Set(FACTS);
    this.epsvOnly = false;
    this.#restartOffset = 0;
  }

  /** The absolute path that the client means. */
  resolvePath(path: string): string {
    if (!fitsOnLine(path)) throw refusal(553, "A name cannot hold a line break or NUL.");
    return resolvePath(this.folder, path, this.home);
  }

  /** The next transfer begins at this byte. */
  setRestartOffset(offset: number): void {
    this.#restartOffset = offset;
  }

  /** Where the transfer begins that comes now; the next begins at 0 again. */
  takeRestartOffset(): number {
    const offset = this.#restartOffset;
    this.#restartOffset = 0;
    return offset;
  }

  /** The next transfer's data connection; one that was agreed before and not used is closed. */
  setDataConnection(connection: DataConnection | undefined): void {
    this.#dataConnection?.reset();
    this.#dataConnection = connection;
  }

  /** The data connection for the transfer that comes now. */
  takeDataConnection(): DataConnection | undefined {
    const connection = this.#dataConnection;
    this.#dataConnection = undefined;
    return connection;
  }
}
