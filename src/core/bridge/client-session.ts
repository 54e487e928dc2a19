import type { Socket } from "node:net";
import type { BridgeUser, Right } from "../../shared/profile/bridge-user.js";
import type { Failure } from "../../shared/status/failure.js";
import type { ForeignName } from "../../shared/status/tunnel-state.js";
import type { Clock } from "../environment.js";
import type { TrafficMeter } from "../forward/traffic-meter.js";
import type { GatewayAccess } from "../forward/session-access.js";
import { ClientProtection } from "../ftp/auth-pbsz-prot.js";
import type { AdmitClient } from "../net/admission/admit-client.js";
import type { ControlSocket } from "../net/ftp/control-socket.js";
import type { PassiveOptions } from "../net/ftp/passive-options.js";
import { PassiveReplyDelay } from "../net/ftp/passive-reply-delay.js";
import type { ClientTls } from "../net/tls/client-tls.js";
import { resolvePath } from "../sftp/remote-path.js";
import type { SftpChannelPool } from "../sftp/sftp-channel-pool.js";
import type { FileSystem } from "../sftp/sftp-file-system.js";
import type { BridgeRules } from "./bridge-rules.js";
import { charsetOf, type Charset } from "./encoding/charset.js";
import { GatewayFiles } from "./gateway-files.js";
import type { ControlEndpoints, DataConnection } from "./data/data-connection.js";
import type { LoginThrottle } from "./login/login-throttle.js";
import { FACTS, type Fact } from "./listing/mlst-facts.js";
import { refusal } from "./bridge-reply.js";
import { Rights } from "./login/rights.js";
import type { TransferMemoryBudget } from "./data/transfer-memory-budget.js";
import type { Transfer } from "./data/transfer.js";

/** What a bridge has for the sessions of all its clients. */
export interface BridgeServices {
  readonly access: GatewayAccess;
  readonly throttle: LoginThrottle;
  readonly rules: BridgeRules;
  readonly transferMemory: TransferMemoryBudget;
  readonly channelPool: SftpChannelPool;
  readonly meter: TrafficMeter;
  /** Whether a client that comes to a data port may come in. */
  readonly admit: AdmitClient;
  readonly passiveOptions: PassiveOptions;
  readonly clientTls: ClientTls;
  /** Told why the latest client could not be served, or that it could. */
  readonly reportFailure: (failure: Failure | undefined) => void;
  /** Told of a name in a charset that the profile should name. */
  readonly reportForeignName: (foreign: ForeignName) => void;
}

/** So many of the paths that a client has stored are remembered. */
const MAX_STORED = 200;

/** One client's session: what it and the bridge have agreed on so far, and what its verbs may use. A verb changes it, and replies; it never reaches the control connection. */
export class ClientSession {
  readonly endpoints: ControlEndpoints;
  readonly protection: ClientProtection;
  readonly files: GatewayFiles;
  readonly rules: BridgeRules;
  readonly clock: Clock;
  readonly passiveReplyDelay: PassiveReplyDelay;
  username: string | undefined;
  wrongPasswords = 0;
  folder = "/";
  type: "ascii" | "image" = "ascii"; // RFC 959, section 5.1: the default
  facts: ReadonlySet<Fact> = new Set(FACTS);
  epsvOnly = false;
  /** How the client writes names now. */
  charset: Charset;
  renameFrom: string | undefined;
  #restartOffset = 0;
  #user: BridgeUser | undefined;
  #rights = new Rights(undefined);
  #leave: () => void = () => undefined;
  /** Paths of whole files, the latest last. */
  #stored: string[] = [];
  #dataConnection: DataConnection | undefined;
  #transfer: Transfer | undefined;
  #hasControlEnded = false;
  #isAborted = false;

  constructor(
    { local, peer: client, isInTls }: ControlSocket,
    readonly services: BridgeServices,
  ) {
    const { access, rules, channelPool, clientTls, admit, passiveOptions, reportFailure } = services;
    this.protection = new ClientProtection(clientTls.mode, isInTls);
    this.endpoints = {
      local,
      client,
      admit,
      passiveOptions,
      dataTls: () => (this.protection.protectsData ? (data: Socket) => clientTls.acceptData(data) : undefined),
    };
    this.rules = rules;
    this.clock = access.clock;
    this.charset = this.usualCharset;
    this.files = new GatewayFiles({ clock: this.clock, rules, channelPool, reportFailure });
    this.passiveReplyDelay = new PassiveReplyDelay(this.clock);
  }

  /** How clients write names that ask for nothing else. */
  get usualCharset(): Charset {
    return this.rules.charset ?? charsetOf();
  }

  get isLoggedIn(): boolean {
    return this.files.isOpen;
  }

  /** @throws Refusal where the client has none now */
  get fileSystem(): FileSystem {
    return this.files.fileSystem;
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

  /** The client is let in, and begins in its home. @param user one of a bridge that has users @throws Failed, SftpError, Refusal */
  async logIn(user?: BridgeUser): Promise<void> {
    const leave = user === undefined ? () => undefined : this.rules.users?.enter(user);
    if (leave === undefined) throw refusal(530, "This user has as many connections as it may: try again later.");
    try {
      await this.files.open(user);
    } catch (thrown) {
      leave();
      throw thrown;
    }
    this.folder = this.files.home;
    this.#user = user;
    this.#rights = new Rights(user?.rights);
    this.#leave = leave;
  }

  /** A file was stored whole, under this path. */
  addStored(path: string): void {
    this.#stored = [...this.#stored.filter((other) => other !== path), path].slice(-MAX_STORED);
  }

  /** What this client has stored under this path is there no more: what comes to lie there is another's. */
  removeStored(path: string): void {
    this.#stored = this.#stored.filter((other) => other !== path);
  }

  /** A file of this client's has another name. */
  renameStored(from: string, to: string): void {
    if (!this.hasStored(from)) return;
    this.removeStored(from);
    this.addStored(to);
  }

  /** Whether this client has stored a file under this path by this control connection. */
  hasStored(path: string): boolean {
    return this.#stored.includes(path);
  }

  /** Back to the beginning, as REIN asks. */
  reset(): void {
    this.files.reset();
    this.setDataConnection(undefined);
    this.#leave();
    this.#user = undefined;
    this.#rights = new Rights(undefined);
    this.#stored = [];
    this.username = this.renameFrom = undefined;
    this.type = "ascii";
    this.facts = new Set(FACTS);
    this.epsvOnly = false;
    this.charset = this.usualCharset;
    this.#restartOffset = 0;
  }

  /** The absolute path that the client means. */
  resolvePath(path: string): string {
    if (/[\0\n]/.test(path)) throw refusal(553, "A name cannot hold a line feed or NUL.");
    return resolvePath(this.folder, path, this.files.home);
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

  /** The transfer that is under way. */
  get transfer(): Transfer | undefined {
    return this.#transfer;
  }

  /** @param transfer nothing: it has ended */
  setTransfer(transfer: Transfer | undefined): void {
    this.#transfer = transfer;
    if (this.#hasControlEnded) transfer?.controlEnded();
  }

  /** The client says nothing more; what is under way goes on. */
  controlEnded(): void {
    this.#hasControlEnded = true;
    this.#transfer?.controlEnded();
  }

  /** Whether it was broken off, so that no reply is heard. */
  get isAborted(): boolean {
    return this.#isAborted;
  }

  /** Break everything off, so that the client sees it. */
  abort(): void {
    this.#isAborted = true;
    this.#transfer?.abort();
    this.setDataConnection(undefined);
    this.files.close();
  }

  /** The client has gone, and nothing is under way. Safe to call twice. */
  end(): void {
    this.setDataConnection(undefined);
    this.#leave();
    this.files.close();
  }
}
