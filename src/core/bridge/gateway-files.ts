import type { BridgeUser } from "../../shared/profile/bridge-user.js";
import type { Failure } from "../../shared/status/failure.js";
import type { Clock } from "../environment.js";
import type { SecondUploadChannel } from "../sftp/second-upload-channel.js";
import type { SftpChannelPool } from "../sftp/sftp-channel-pool.js";
import type { FileSystem, SftpFileSystem } from "../sftp/sftp-file-system.js";
import type { BridgeRules } from "./bridge-rules.js";
import { FileChanges } from "./files/file-changes.js";
import { FilePrefetch } from "./files/file-prefetch.js";
import { JailedFileSystem } from "./files/jailed-file-system.js";
import { AttributeCache } from "./files/attribute-cache.js";
import { CachingFileSystem } from "./files/caching-file-system.js";
import { refusal, RefusalError } from "./bridge-reply.js";
import { rootOf } from "./files/user-root.js";

/** What a client's files are opened by. */
export interface GatewayFilesOptions {
  readonly clock: Clock;
  readonly rules: BridgeRules;
  readonly channelPool: SftpChannelPool;
  /** Told that SFTP could be opened. */
  readonly reportFailure: (failure: Failure | undefined) => void;
}

/** The gateway's files for one client: on an SFTP channel of its own, below its user's folder, or nothing but the spool while the link is down. */
export class GatewayFiles {
  readonly changes: FileChanges;
  readonly known: AttributeCache;
  readonly ahead: FilePrefetch;
  #home = "/";
  #fileSystem: FileSystem | undefined;
  #isSpooling = false;
  #isClosed = false;
  #sftp: SftpFileSystem | undefined;
  #user: BridgeUser | undefined;
  /** The true path of the folder in which the user is kept. */
  #root: string | undefined;

  constructor(private readonly options: GatewayFilesOptions) {
    const { clock, rules } = options;
    const isAllowed = rules.isPlain !== true;
    this.changes = rules.changes ?? new FileChanges();
    this.known = new AttributeCache(this.changes, () => clock.elapsed(), isAllowed);
    this.ahead = new FilePrefetch({ clock, changes: this.changes, known: this.known, isAllowed });
  }

  get isOpen(): boolean {
    return this.#fileSystem !== undefined || this.#isSpooling;
  }

  /** Whether they were opened while the gateway could not be reached, and nothing is known of them. */
  get isSpooling(): boolean {
    return this.#isSpooling;
  }

  /** The login folder, or the user's own, which is `/` to it. */
  get home(): string {
    return this.#home;
  }

  /** @throws Refusal 450 while the link is down, 530 before the login */
  get fileSystem(): FileSystem {
    if (this.#isSpooling) throw refusal(450, "The link to the gateway is down: new files alone are taken.");
    if (this.#fileSystem === undefined) throw refusal(530, "Log in first: USER and PASS.");
    return this.#fileSystem;
  }

  /**
   * Open them for a client that is let in. Where nobody can be asked, a client with a spool begins in the folder that is known
   * from before.
   *
   * @param user one of a bridge that has users @throws Failed, SftpError, Refusal
   */
  async open(user: BridgeUser | undefined): Promise<void> {
    const { spool } = this.options.rules;
    this.#user = user;
    try {
      const files = await this.#openSftp();
      this.#root = user === undefined ? undefined : await rootOf(user, files);
      this.#home = user === undefined ? await files.realPath(".") : "/";
      this.#fileSystem = this.#kept(files);
      this.#isSpooling = false;
      if (user === undefined) await spool?.rememberHome(this.#home);
    } catch (thrown) {
      const home = user === undefined ? spool?.home : "/";
      if (spool?.servesWhileDown !== true || !spool.isLinkDown || home === undefined || thrown instanceof RefusalError)
        throw thrown;
      this.#home = home;
      this.#isSpooling = true;
    }
  }

  /** Open a new channel in place of one that has ended, with all that was agreed kept. @throws Failed */
  async reopen(): Promise<void> {
    if (this.#isSpooling) {
      if (this.options.rules.spool?.isLinkDown === false) await this.open(this.#user);
      return;
    }
    if (this.#fileSystem?.isClosed === true) this.#fileSystem = this.#kept(await this.#openSftp());
  }

  /** A second channel for a long store, which closes it; nothing where there is none to be had, or where its hidden file would lie in a user's folder. */
  async openSecondChannel(): Promise<SecondUploadChannel | undefined> {
    return this.#sftp === undefined || this.#root !== undefined
      ? undefined
      : this.options.channelPool.openSecond(this.#sftp, this.#home);
  }

  /** Have a path for this client alone. @returns what gives it back; nothing where another one has it */
  claim(path: string): (() => void) | undefined {
    const { claimed } = this.options.rules;
    const key = `${this.#root ?? ""}${path}`;
    if (claimed?.has(key) === true) return undefined;
    claimed?.add(key);
    return () => void claimed?.delete(key);
  }

  /** As before the login, for another user. */
  reset(): void {
    this.ahead.clear();
    this.known.clear();
    this.#sftp?.close();
    this.#fileSystem = this.#sftp = this.#user = this.#root = undefined;
    this.#isSpooling = false;
  }

  /** Close them, and whatever is still being opened. Safe to call twice. */
  close(): void {
    this.#isClosed = true;
    this.ahead.clear();
    this.#sftp?.close();
  }

  async #openSftp(): Promise<SftpFileSystem> {
    this.#sftp?.close();
    const files = await this.options.channelPool.openForClient();
    this.options.reportFailure(undefined);
    if (this.#isClosed) files.close();
    return (this.#sftp = files);
  }

  #kept(files: SftpFileSystem): FileSystem {
    this.ahead.clear(); // what was open has ended with its channel
    return new CachingFileSystem(this.#root === undefined ? files : new JailedFileSystem(files, this.#root), {
      known: this.known,
      changes: this.changes,
      onChange: () => this.ahead.drop(),
      onListing: this.ahead.onListing,
    });
  }
}
