import type { BridgeUser, Right } from "../../shared/profile/bridge-user.js";
import type { Clock } from "../environment.js";
import type { FtpReply } from "../ftp/reply.js";
import { PassiveReplyDelay } from "../net/passive-reply-delay.js";
import { fitsOnLine, resolvePath } from "../sftp/remote-path.js";
import type { SecondUploadChannel } from "../sftp/second-upload-channel.js";
import type { FileSystem, SftpFileSystem } from "../sftp/sftp-file-system.js";
import type { BridgeRules } from "./bridge-rules.js";
import type { BridgeUsers } from "./bridge-users.js";
import { charsetOf, type Charset } from "./charset.js";
import type { DataConnection, ControlEndpoints } from "./data-connection.js";
import { FileChanges } from "./file-changes.js";
import { FilesAhead } from "./files-ahead.js";
import type { LoginThrottle } from "./login-throttle.js";
import { FACTS, type Fact } from "./mlst-facts.js";
import { refusal, RefusalError } from "./reply.js";
import { JailedFileSystem } from "./jailed-file-system.js";
import { KnownAttributes } from "./known-attributes.js";
import { RememberingFileSystem } from "./remembering-file-system.js";
import { Rights } from "./rights.js";
import type { Transfer } from "./transfer.js";
import { rootOf } from "./user-root.js";

/** What a control connection lets its verbs do beside changing the client's state. */
export interface ClientActions {
  /** SFTP for one who has logged in. @throws Failed `bridge.no-sftp`, `ssh.lost` */
  openFileSystem(): Promise<SftpFileSystem>;
  /** A second channel for a long store, which closes it; nothing where there is none to be had. */
  openSecondChannel(): Promise<SecondUploadChannel | undefined>;
  /** Run a transfer on the data connection that was agreed. @returns the final reply */
  transfer(verb: string, path: string, act: (transfer: Transfer) => Promise<FtpReply>): Promise<FtpReply>;
  /** Somebody gave a wrong name or password. @param username as it was given */
  reportLoginRefused(username: string): void;
  /** Reply, and hang up behind it. */
  hangUp(last: FtpReply): FtpReply;
}

/** So many of the paths that a control connection has stored are remembered. */
const MAX_STORED = 200;

/** What a client and the bridge have agreed on so far. */
export class ClientState {
  username: string | undefined;
  wrongPasswords = 0;
  folder = "/";
  home = "/";
  type: "ascii" | "image" = "ascii"; // RFC 959, section 5.1: the default
  facts: ReadonlySet<Fact> = new Set(FACTS);
  epsvOnly = false;
  /** How the client writes names now. */
  charset: Charset;
  readonly passiveReplyDelay: PassiveReplyDelay;
  renameFrom: string | undefined;
  #restartOffset = 0;
  #fileSystem: FileSystem | undefined;
  #isSpooling = false;
  #sftp: SftpFileSystem | undefined;
  readonly changes: FileChanges;
  readonly known: KnownAttributes;
  readonly filesAhead: FilesAhead;
  /** The true path of the folder in which the user is kept. */
  #root: string | undefined;
  #user: BridgeUser | undefined;
  #rights = new Rights(undefined);
  #leave: () => void = () => undefined;
  /** What was stored by this control connection, the latest last. */
  #stored: string[] = [];
  #dataConnection: DataConnection | undefined;

  constructor(
    readonly endpoints: ControlEndpoints,
    readonly throttle: LoginThrottle,
    readonly clock: Clock,
    readonly actions: ClientActions,
    readonly rules: BridgeRules = {},
  ) {
    this.passiveReplyDelay = new PassiveReplyDelay(clock);
    this.charset = this.usualCharset;
    const isAllowed = rules.isPlain !== true;
    this.changes = rules.changes ?? new FileChanges();
    this.known = new KnownAttributes(this.changes, () => clock.elapsed(), isAllowed);
    this.filesAhead = new FilesAhead({ clock, changes: this.changes, known: this.known, isAllowed });
  }

  /** Nothing where one login is for all. */
  get users(): BridgeUsers | undefined {
    return this.rules.users;
  }

  /** How clients write names that ask for nothing else. */
  get usualCharset(): Charset {
    return this.rules.charset ?? charsetOf();
  }

  get isLoggedIn(): boolean {
    return this.#fileSystem !== undefined || this.#isSpooling;
  }

  /** Whether the client has logged in while the gateway could not be reached, and nothing is known of its files. */
  get isSpooling(): boolean {
    return this.#isSpooling;
  }

  get fileSystem(): FileSystem {
    if (this.#isSpooling) throw refusal(450, "The link to the gateway is down: new files alone are taken.");
    if (this.#fileSystem === undefined) throw refusal(530, "Log in first: USER and PASS.");
    return this.#fileSystem;
  }

  /**
   * The client is let in; it begins in the login folder, or in the user's own, which is `/` to it.
   *
   * @param user one of a bridge that has users @throws Failed, SftpError, Refusal
   */
  async logIn(user?: BridgeUser): Promise<void> {
    const leave = user === undefined ? () => undefined : this.users?.enter(user);
    if (leave === undefined) throw refusal(530, "This user has as many connections as it may: try again later.");
    try {
      await this.#begin(user);
      this.folder = this.home;
    } catch (thrown) {
      leave();
      throw thrown;
    }
    this.#user = user;
    this.#rights = new Rights(user?.rights);
    this.#leave = leave;
  }

  /** Where nobody can be asked, a client with a spool begins in the folder that is known from before. */
  async #begin(user: BridgeUser | undefined): Promise<void> {
    const { spool } = this.rules;
    try {
      const files = await this.actions.openFileSystem();
      this.#root = user === undefined ? undefined : await rootOf(user, files);
      this.home = user === undefined ? await files.realPath(".") : "/";
      this.#fileSystem = this.#kept(files);
      this.#isSpooling = false;
      if (user === undefined) await spool?.rememberHome(this.home);
    } catch (thrown) {
      const home = user === undefined ? spool?.home : "/";
      if (spool?.servesWhileDown !== true || !spool.isLinkDown || home === undefined || thrown instanceof RefusalError)
        throw thrown;
      this.home = home;
      this.#isSpooling = true;
    }
  }

  /** Who has logged in, of a bridge that has users. */
  get user(): BridgeUser | undefined {
    return this.#user;
  }

  get rights(): Rights {
    return this.#rights;
  }

  /** Whether the user has a right; everybody has all where a bridge has no users. */
  may(right: Right): boolean {
    return this.#rights.has(right);
  }

  /** A file was stored whole, under this path. */
  addStored(path: string): void {
    this.#stored = [...this.#stored.filter((other) => other !== path), path].slice(-MAX_STORED);
  }

  /** Whether this control connection has stored a file under this path. */
  hasStored(path: string): boolean {
    return this.#stored.includes(path);
  }

  /** Have a path for this connection alone. @returns what gives it back; nothing where another connection has it */
  claim(path: string): (() => void) | undefined {
    const key = `${this.#root ?? ""}${path}`;
    if (this.rules.claimed?.has(key) === true) return undefined;
    this.rules.claimed?.add(key);
    return () => void this.rules.claimed?.delete(key);
  }

  /** SFTP itself, of a user who is not kept in a folder. */
  get ownSftp(): SftpFileSystem | undefined {
    return this.#root === undefined ? this.#sftp : undefined;
  }

  /** Its user has a connection less. Safe to call twice. */
  leave(): void {
    this.filesAhead.clear();
    this.#leave();
  }

  /** A new channel in place of one that has ended, with all that was agreed kept. @throws Failed */
  async reopenFileSystem(): Promise<void> {
    if (this.#isSpooling) {
      if (this.rules.spool?.isLinkDown === false) await this.#begin(this.#user);
      return;
    }
    if (this.#fileSystem?.isClosed === true) this.#fileSystem = this.#kept(await this.actions.openFileSystem());
  }

  #kept(files: SftpFileSystem): FileSystem {
    this.#sftp = files;
    this.filesAhead.clear(); // what was open has ended with its channel
    return new RememberingFileSystem(this.#root === undefined ? files : new JailedFileSystem(files, this.#root), {
      known: this.known,
      changes: this.changes,
      onChange: () => this.filesAhead.drop(),
      onListing: this.filesAhead.onListing,
    });
  }

  /** Back to the beginning, as REIN asks. */
  reset(): void {
    this.filesAhead.clear();
    this.known.clear();
    this.#fileSystem?.close();
    this.#fileSystem = this.#sftp = undefined;
    this.#isSpooling = false;
    this.setDataConnection(undefined);
    this.#leave();
    this.#user = this.#root = undefined;
    this.#rights = new Rights(undefined);
    this.#stored = [];
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
