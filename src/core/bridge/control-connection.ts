import type { Socket } from "node:net";
import type { Endpoint } from "../../shared/profile/endpoint.js";
import { failureOf, type Failure } from "../../shared/status/failure.js";
import type { ForeignName, TransferStatus } from "../../shared/status/tunnel-state.js";
import { describeFailure, english } from "../../shared/words/words.js";
import type { AdmitClient } from "../net/admit-user.js";
import type { Meter } from "../forward/meter.js";
import type { GatewayAccess } from "../forward/session-access.js";
import { DATA_PORT_VERBS } from "../ftp/admit-data-port.js";
import { ClientProtection } from "../ftp/client-protection.js";
import { STORE_VERBS, type FtpCommand } from "../ftp/command.js";
import { ControlInput } from "../ftp/control-input.js";
import type { ForeignProtocol } from "../ftp/foreign-protocol.js";
import { unmappedAddress } from "../ftp/passive-endpoint.js";
import { loginOutcome } from "../ftp/login-outcome.js";
import { printableExcerpt, type FtpReply } from "../ftp/reply.js";
import { COMMAND_BYTES, type ControlMemoryShare } from "../net/control-memory.js";
import type { PassiveOffer } from "../net/passive-offer.js";
import { isInTls, resetSocket } from "../net/reset-socket.js";
import type { ClientTls } from "../net/tls/client-tls.js";
import { untilDrained } from "../net/until-drained.js";
import type { SftpChannelPool } from "../sftp/sftp-channel-pool.js";
import type { SecondUploadChannel } from "../sftp/second-upload-channel.js";
import type { SftpFileSystem } from "../sftp/sftp-file-system.js";
import type { BridgeRules } from "./bridge-rules.js";
import { textOf, utf8Of } from "./byte-text.js";
import { ClientState, type ClientActions } from "./client-state.js";
import type { LoginThrottle } from "./login-throttle.js";
import { safeReply } from "./reply.js";
import { thrownReply } from "./thrown-reply.js";
import type { TransferMemory } from "./transfer-memory.js";
import { dataConnectionMissing, Transfer } from "./transfer.js";
import { verbOf } from "./verbs/all-verbs.js";
import { handleSpooled } from "./verbs/spooled.js";
import { needsArgument } from "./verbs/verb.js";

/** How long a client may take to log in, whatever else it says, and to say anything at all. Milliseconds. */
const LOGIN_TIMEOUT_MS = 60_000;
const IDLE_TIMEOUT_MS = 30 * 60_000;
/** How long a client may leave its replies unread, and keep the connection once it was told that this ends. Milliseconds. */
const UNREAD_REPLY_TIMEOUT_MS = 5 * 60_000;
const CLOSE_TIMEOUT_MS = 10_000;
/** Above so many commands that wait their turn, or bytes of them, the client is read no further. */
const MAX_QUEUED_COMMANDS = 500;
const MAX_QUEUED_BYTES = 64 * 1024;

const CLOSING_REPLY = safeReply(421, "The tunnel is being closed.");

/** Verbs by which a client gives a name, or goes to one that it has given. */
const NAMING_VERBS: ReadonlySet<string> = new Set([...STORE_VERBS, "MKD", "XMKD", "RNTO", "CWD", "XCWD"]);

/** What a dialogue needs beside its client. */
export interface ControlConnectionOptions {
  readonly access: GatewayAccess;
  readonly throttle: LoginThrottle;
  readonly rules: BridgeRules;
  readonly memory: TransferMemory;
  /** Its part of what all control connections hold. */
  readonly controlMemory: ControlMemoryShare;
  readonly channelPool: SftpChannelPool;
  readonly meter: Meter;
  /** Whether a client that comes to a data port may come in. */
  readonly admit: AdmitClient;
  readonly passiveOffer: PassiveOffer;
  readonly clientTls: ClientTls;
  /** Told why the latest client could not be served, or that it could. */
  readonly reportFailure: (failure: Failure | undefined) => void;
  /** Told of a name in a charset that the profile should name. */
  readonly reportForeignName: (foreign: ForeignName) => void;
}

/** One client's control connection to the bridge: its commands one at a time, in their order, and what it has agreed on. */
export class ControlConnection {
  readonly #state: ClientState;
  readonly #peer: Endpoint;
  readonly #protection: ClientProtection;
  /** The client as its bytes are meant, in TLS once that has begun. */
  #client: Socket;
  #input: ControlInput;
  #queue: FtpCommand[] = [];
  #queuedBytes = 0;
  #busy = false;
  #work = Promise.resolve();
  #transfer: Transfer | undefined;
  #files: SftpFileSystem | undefined;
  #clientEnded = false;
  #isClosed = false;
  #isLoggingIn = false;
  #isHungUp = false;
  #isReset = false;
  #isDraining = false;
  #cancelIdleTimeout: () => void = () => undefined;
  #cancelLoginTimeout: () => void = () => undefined;
  #tellEnded: () => void = () => undefined;
  /** No command will follow. */
  readonly #ended = new Promise<void>((resolve) => {
    this.#tellEnded = resolve;
  });
  /** Resolves when the client has gone and nothing is under way. */
  readonly closed: Promise<void>;

  constructor(
    client: Socket,
    private readonly options: ControlConnectionOptions,
  ) {
    this.#client = client;
    this.#protection = new ClientProtection(options.clientTls.mode, isInTls(client));
    this.#peer = { host: unmappedAddress(client.remoteAddress), port: client.remotePort ?? 0 };
    const ends = {
      local: { host: unmappedAddress(client.localAddress), port: client.localPort ?? 0 },
      client: this.#peer,
      admit: options.admit,
      passiveOffer: options.passiveOffer,
      dataTls: () => (this.#protection.protectsData ? (data: Socket) => options.clientTls.acceptData(data) : undefined),
      features: () => this.#protection.features,
    };
    const actions: ClientActions = {
      openFileSystem: () => this.#openFiles(),
      openSecondChannel: () => this.#openSecondChannel(),
      reportLoginRefused: (username) => this.#reportLoginRefused(username),
      transfer: (verb, path, act) => this.#runTransfer(verb, path, act),
      hangUp: (last) => {
        this.#isHungUp = true;
        return last;
      },
    };
    this.#state = new ClientState(ends, options.throttle, options.access.clock, actions, options.rules);
    options.controlMemory.onExcess = () => this.reset();
    this.closed = new Promise((resolve) => client.once("close", () => void this.#cleanUp().then(resolve)));
    this.#input = this.#listenTo(client);
    this.#startIdleTimeout();
    this.#startLoginTimeout();
    this.#sendReply(safeReply(220, "Culvert: FTP in front, SFTP behind."));
    this.#regulate();
  }

  #listenTo(client: Socket): ControlInput {
    const input = new ControlInput(this.options.access.clock, {
      onCommands: (commands) => {
        for (const command of commands) this.#queueCommand(command);
        this.#processQueue();
        this.#regulate();
      },
      onForeignProtocol: (speaks) => this.#rejectForeignProtocol(speaks),
      onLineTooLong: () => {
        this.#sendReply(safeReply(500, "That line is too long."));
        this.#hangUp();
      },
      onEnd: () => this.#onEnd(),
      onFlow: (on) => (on ? client.resume() : client.pause()),
    });
    client
      .on("data", (chunk) => this.#handleData(chunk))
      .on("end", () => input.end())
      .on("drain", () => this.#regulate());
    return input;
  }

  /** What passes now. */
  transfers(now: number): TransferStatus[] {
    return this.#transfer === undefined ? [] : [this.#transfer.status(now)];
  }

  /** Whether it goes on without the link: it has not logged in yet, or stores into the spool. */
  get needsNoLink(): boolean {
    return this.#state.isSpooling || !this.#state.isLoggedIn;
  }

  /** Begin no new transfer; once none is under way, say so and hang up. */
  drain(): void {
    this.#isDraining = true;
    if (this.#busy || this.#isHungUp) return;
    this.#sendReply(CLOSING_REPLY);
    this.#hangUp();
  }

  /** Break all of it, so that the client sees it. */
  reset(): void {
    this.#isHungUp = this.#isReset = true;
    this.#transfer?.abort();
    this.#state.setDataConnection(undefined);
    resetSocket(this.#client);
    this.#files?.close();
  }

  #handleData(chunk: Buffer): void {
    this.options.meter.countUp(chunk.length);
    if (!this.#isHungUp) this.#input.push(chunk);
  }

  /** Hear the client on, or let it wait while it has much under way or leaves its replies unread. */
  #regulate(): void {
    const isQueueFull = this.#queue.length > MAX_QUEUED_COMMANDS || this.#queuedBytes > MAX_QUEUED_BYTES;
    this.options.controlMemory.set(
      this.#queuedBytes + COMMAND_BYTES * this.#queue.length + this.#input.keptBytes + this.#client.writableLength,
    );
    this.#input.read(!isQueueFull && !this.#client.writableNeedDrain);
  }

  #onEnd(): void {
    this.#clientEnded = true;
    this.#tellEnded();
    this.#transfer?.controlEnded();
    this.#processQueue();
  }

  /** A transfer hears ABOR at once, and STAT is answered beside it (RFC 959, section 4.1.3). */
  #queueCommand(command: FtpCommand): void {
    const { verb, argument } = command;
    if (verb === "STAT" && argument === "" && this.#transfer !== undefined) {
      const { verb: moving, bytes } = this.#transfer.status(this.options.access.clock.now());
      this.#sendReply(safeReply(213, `${moving}: ${bytes} bytes so far.`));
      return;
    }
    if (this.#isClosed && DATA_PORT_VERBS.has(verb)) return this.#forgetUnheard();
    if (verb === "ABOR") this.#transfer?.abort();
    this.#queue.push(command);
    this.#queuedBytes += command.raw.length;
  }

  #takeCommand(): FtpCommand | undefined {
    const command = this.#queue.shift();
    this.#queuedBytes -= command?.raw.length ?? 0;
    return command;
  }

  #processQueue(): void {
    if (!this.#busy) this.#work = this.#workOff();
  }

  async #workOff(): Promise<void> {
    this.#busy = true;
    for (let command = this.#takeCommand(); command !== undefined && !this.#isHungUp; command = this.#takeCommand()) {
      this.#cancelIdleTimeout();
      const reply = await this.#replyTo(command);
      if (reply !== undefined) this.#sendReply(reply);
      this.#input.setLoggedIn(this.#state.isLoggedIn);
      if (this.#client.writableNeedDrain) await this.#repliesAreRead();
      else if (this.#queue.length > 0) await nextTurn();
      this.#regulate();
      if (this.#isDraining) break;
    }
    this.#busy = false;
    if (this.#isDraining && !this.#isHungUp) {
      this.#sendReply(CLOSING_REPLY);
      this.#isHungUp = true;
    }
    if (this.#clientEnded || this.#isHungUp) this.#hangUp();
    else this.#startIdleTimeout();
  }

  /**
   * What the client has sent in the clear behind AUTH, before it was told that TLS begins, may have been put there by somebody
   * between: it ends the session (RFC 4217 section 15; the STARTTLS faults of 2021, CVE-2011-0411 before them).
   */
  async #beginTls(granted: FtpReply): Promise<FtpReply | undefined> {
    const { clientTls, reportFailure } = this.options;
    const plain = this.#client;
    try {
      await clientTls.prepare();
      if (this.#isHungUp) return undefined;
      if (this.#queue.length > 0 || this.#input.keptBytes > 0 || plain.readableLength > 0) {
        reportFailure({ code: "ftp.client-tls-failed", client: this.#peer.host, cause: "injected", detail: "" });
        return this.#state.actions.hangUp(safeReply(421, "Something came in the clear behind AUTH."));
      }
      this.#input.stop();
      plain.removeAllListeners("data").removeAllListeners("end").removeAllListeners("drain").pause();
      this.#sendReply(granted);
      this.#client = await clientTls.accept(plain);
      this.#protection.secured();
      this.#input = this.#listenTo(this.#client);
    } catch (thrown) {
      const failure = failureOf(thrown);
      reportFailure(failure);
      if (failure.code === "ftp.own-certificate") return safeReply(431, describeFailure(failure, english).says);
      this.reset();
    }
    return undefined;
  }

  /** Who does not read what it asks for gets no more of it. */
  async #repliesAreRead(): Promise<void> {
    const cancelTimeout = this.options.access.clock.setTimeout(UNREAD_REPLY_TIMEOUT_MS, () => this.#client.destroy());
    await untilDrained(this.#client);
    cancelTimeout();
  }

  async #replyTo(command: FtpCommand): Promise<FtpReply | undefined> {
    const own = this.#protection.answer(command, this.#state.isLoggedIn);
    if (own !== undefined) return own.beginsTls === true ? this.#beginTls(own.reply) : own.reply;
    this.#isLoggingIn = command.verb === "PASS";
    try {
      const reply = await this.#handle(command);
      this.#reportLogin(command, reply);
      return reply;
    } catch (thrown) {
      return this.#replyForError(thrown, "asked");
    } finally {
      this.#isLoggingIn = false;
      if (this.#state.isLoggedIn) this.#cancelLoginTimeout();
      else if (command.verb === "REIN") this.#startLoginTimeout();
    }
  }

  #reportLogin({ verb }: FtpCommand, answer: FtpReply): void {
    const { access } = this.options;
    const outcome = loginOutcome(verb, answer);
    if (outcome === "accepted") access.reportHop({ kind: "login-accepted", at: access.clock.now() });
    if (outcome === "refused") access.reportHop({ kind: "bridge-login-refused", said: printableExcerpt(answer.raw) });
  }

  async #handle({ verb: name, argument: written, raw }: FtpCommand): Promise<FtpReply> {
    const state = this.#state;
    if (raw.includes("\0")) return safeReply(501, "A name cannot hold NUL.");
    const argument = this.#argumentOf(name, written);
    if (argument === undefined) return safeReply(553, `That name is not in ${state.charset.name}.`);
    const verb = verbOf(name);
    if (verb === undefined)
      return safeReply(name === "" || /[^A-Z]/.test(name) ? 500 : 502, `${name.slice(0, 20)} is not known here.`);
    if (name !== "RNTO") state.renameFrom = undefined;
    if (verb.beforeLogin !== true && !state.isLoggedIn) return safeReply(530, "Log in first: USER and PASS.");
    if (needsArgument(verb) && isBlank(argument))
      return safeReply(501, `${name} needs its argument: ${verb.argument ?? ""}.`);
    if (verb.argument === undefined && !isBlank(argument)) return safeReply(501, `${name} takes no argument.`);
    const refused = state.rights.refusalOf(name, argument, (path) => state.hasStored(state.resolvePath(path)));
    if (refused !== undefined) return refused;
    if (state.isLoggedIn) await state.reopenFileSystem();
    return handleSpooled(verb, argument, state, name) ?? verb.handle(argument, state, name);
  }

  /** What the client has written, as the gateway has it. A password in no charset is compared as it is. @returns nothing for a name that is in none */
  #argumentOf(verb: string, written: string): string | undefined {
    const { charset, isLoggedIn } = this.#state;
    if (verb === "USER" || verb === "PASS") return charset.decodeText(written) ?? written;
    if (isLoggedIn && NAMING_VERBS.has(verb) && this.#isForeign(written))
      this.options.reportForeignName({ client: this.#peer.host, name: written });
    return charset.decode(written);
  }

  /** Whether a name is in a charset that nobody has told. */
  #isForeign(name: string): boolean {
    return this.#state.charset.name === "utf-8" && utf8Of(name) === undefined;
  }

  async #runTransfer(verb: string, path: string, act: (transfer: Transfer) => Promise<FtpReply>): Promise<FtpReply> {
    const connection = this.#state.takeDataConnection();
    if (connection === undefined) throw dataConnectionMissing();
    const {
      meter,
      memory,
      access: { clock, transferHistory },
    } = this.options;
    const transfer = new Transfer({
      verb,
      path: textOf(path),
      connection,
      clock,
      memory,
      meter,
      user: this.#state.user?.name,
      isForeign: STORE_VERBS.has(verb) && this.#isForeign(path),
      sendPreliminary: (preliminary) => this.#sendReply(preliminary),
    });
    this.#transfer = transfer;
    if (this.#clientEnded) transfer.controlEnded();
    meter.connectionOpened();
    let isComplete = false;
    let last: FtpReply | undefined;
    try {
      last = await act(transfer);
      isComplete = true;
      return (last = transfer.aborted ?? last);
    } catch (thrown) {
      return (last = transfer.aborted ?? this.#replyForError(thrown, transfer.hasStarted ? "underWay" : "asked"));
    } finally {
      transfer.end(!isComplete);
      this.#transfer = undefined;
      const until = clock.now();
      const reply = this.#isReset ? undefined : last; // which nobody has heard
      transferHistory.add({ ...transfer.status(until), until, reply, isWhole: isComplete });
      meter.connectionClosed();
    }
  }

  #replyForError(thrown: unknown, when: "asked" | "underWay"): FtpReply {
    const { reply, failure, isLast } = thrownReply(thrown, when);
    if (failure !== undefined) this.options.reportFailure(failure);
    return isLast === true ? this.#state.actions.hangUp(reply) : reply;
  }

  async #openFiles(): Promise<SftpFileSystem> {
    this.#files?.close();
    const files = await this.options.channelPool.openForClient();
    this.options.reportFailure(undefined);
    if (this.#isHungUp) files.close();
    return (this.#files = files);
  }

  /** A user that is kept in a folder has none: its hidden file would lie there. */
  async #openSecondChannel(): Promise<SecondUploadChannel | undefined> {
    const { ownSftp, home } = this.#state;
    return ownSftp === undefined ? undefined : this.options.channelPool.openSecond(ownSftp, home);
  }

  #reportLoginRefused(username: string): void {
    const user = this.options.rules.users?.get(username)?.name;
    const client = this.#peer.host;
    this.options.reportFailure({ code: "bridge.login-refused", client, ...(user === undefined ? {} : { user }) });
  }

  #rejectForeignProtocol(speaks: ForeignProtocol): void {
    this.#isHungUp = true;
    this.options.reportFailure({ code: "bridge.not-ftp", speaks });
    resetSocket(this.#client);
  }

  #sendReply({ raw }: FtpReply): void {
    if (!this.#client.writable) return;
    const encoded = this.#state.charset.encode(raw);
    this.options.meter.countDown(encoded.length);
    this.#client.write(encoded, "latin1");
  }

  #hangUp(): void {
    this.#isHungUp = true;
    this.#forgetUnheard();
    this.#client.resume().end();
  }

  #startIdleTimeout(): void {
    this.#cancelIdleTimeout();
    this.#cancelIdleTimeout = this.options.access.clock.setTimeout(IDLE_TIMEOUT_MS, () =>
      this.#sendAway("Nothing was said for a long time."),
    );
  }

  /** A login that is under way has limits of its own. */
  #startLoginTimeout(): void {
    this.#cancelLoginTimeout();
    this.#cancelLoginTimeout = this.options.access.clock.setTimeout(LOGIN_TIMEOUT_MS, () => {
      if (this.#isLoggingIn) this.#startLoginTimeout();
      else this.#sendAway("Nobody has logged in for a minute.");
    });
  }

  #sendAway(why: string): void {
    if (!this.#isHungUp) this.#sendReply(safeReply(421, why));
    this.#hangUp();
    this.#cancelIdleTimeout();
    this.#cancelIdleTimeout = this.options.access.clock.setTimeout(CLOSE_TIMEOUT_MS, () => this.#client.destroy());
  }

  /**
   * The control connection is closed, however. What the client sent before is done all the same, a transfer to its end
   * within its own limits: devices break the connection off behind their last byte. Not so what agrees on another data
   * connection, since nobody hears where, and what comes behind it.
   */
  async #cleanUp(): Promise<void> {
    this.#isClosed = true;
    this.#cancelLoginTimeout();
    if (this.#isHungUp) this.#input.stop();
    const unheard = this.#queue.findIndex(({ verb }) => DATA_PORT_VERBS.has(verb));
    if (unheard !== -1) {
      this.#queue.length = unheard;
      this.#forgetUnheard();
    }
    this.#input.end();
    if (this.#input.hasUnread) await this.#ended;
    this.#onEnd();
    await this.#work;
    this.#cancelIdleTimeout();
    this.#isHungUp = true;
    this.#state.setDataConnection(undefined);
    this.#state.leave();
    this.#files?.close();
  }

  #forgetUnheard(): void {
    this.#input.stop();
    this.#tellEnded();
  }
}

const isBlank = (argument: string): boolean => /^[ \t]*$/.test(argument);
/** Others have theirs before. */
const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
