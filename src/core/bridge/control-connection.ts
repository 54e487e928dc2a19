import type { Socket } from "node:net";
import type { Endpoint } from "../../shared/profile/endpoint.js";
import type { Failure } from "../../shared/status/failure.js";
import type { TransferStatus } from "../../shared/status/tunnel-state.js";
import type { Meter } from "../forward/meter.js";
import type { GatewayAccess } from "../forward/session-access.js";
import { DATA_PORT_VERBS } from "../ftp/admit-data-port.js";
import type { FtpCommand } from "../ftp/command.js";
import type { ForeignProtocol } from "../ftp/foreign-protocol.js";
import { unmappedAddress } from "../ftp/passive-endpoint.js";
import type { FtpReply } from "../ftp/reply.js";
import { resetSocket } from "../net/reset-socket.js";
import type { SftpChannelPool } from "../sftp/sftp-channel-pool.js";
import type { SftpFileSystem } from "../sftp/sftp-file-system.js";
import { textOf } from "./byte-text.js";
import { ClientState } from "./client-state.js";
import { ControlInput } from "./control-input.js";
import type { LoginThrottle } from "./login-throttle.js";
import { safeReply } from "./reply.js";
import { thrownReply } from "./thrown-reply.js";
import type { TransferMemory } from "./transfer-memory.js";
import { dataConnectionMissing, Transfer } from "./transfer.js";
import { verbOf } from "./verbs/all-verbs.js";
import { needsArgument } from "./verbs/verb.js";

/** How long a client may take to log in, and to say anything at all. Milliseconds. */
const LOGIN_TIMEOUT_MS = 60_000;
const IDLE_TIMEOUT_MS = 30 * 60_000;
/** Above this many bytes of commands that wait their turn, the client is read no further. */
const MAX_QUEUED_BYTES = 64 * 1024;

const CLOSING_REPLY = safeReply(421, "The tunnel is being closed.");

/** What a dialogue needs beside its client. */
export interface ControlConnectionOptions {
  readonly access: GatewayAccess;
  readonly throttle: LoginThrottle;
  readonly memory: TransferMemory;
  readonly channelPool: SftpChannelPool;
  readonly meter: Meter;
  /** Told why the latest client could not be served, or that it could. */
  readonly reportFailure: (failure: Failure | undefined) => void;
}

/** One client's talk with the bridge: its commands one at a time, in their order, and what it has agreed on. */
export class ControlConnection {
  readonly #state: ClientState;
  readonly #peer: Endpoint;
  readonly #input: ControlInput;
  #queue: FtpCommand[] = [];
  #busy = false;
  #work = Promise.resolve();
  #transfer: Transfer | undefined;
  #files: SftpFileSystem | undefined;
  #clientEnded = false;
  #isHungUp = false;
  #isDraining = false;
  #cancelIdleTimeout: () => void = () => undefined;
  /** Resolves when the client has gone and nothing is under way. */
  readonly closed: Promise<void>;

  constructor(
    private readonly client: Socket,
    private readonly options: ControlConnectionOptions,
  ) {
    this.#peer = { host: unmappedAddress(client.remoteAddress), port: client.remotePort ?? 0 };
    const ends = {
      local: { host: unmappedAddress(client.localAddress), port: client.localPort ?? 0 },
      client: this.#peer,
    };
    this.#state = new ClientState(ends, options.throttle, options.access.clock, {
      openFileSystem: () => this.#openFiles(),
      openSecondChannel: () => options.channelPool.openSecond(this.#state.fileSystem, this.#state.home),
      transfer: (verb, path, act) => this.#runTransfer(verb, path, act),
      hangUp: (last) => {
        this.#isHungUp = true;
        return last;
      },
    });
    this.closed = new Promise((resolve) => client.once("close", () => void this.#cleanUp().then(resolve)));
    this.#input = new ControlInput(options.access.clock, {
      onCommands: (commands) => {
        for (const command of commands) this.#queueCommand(command);
        this.#processQueue();
      },
      onForeignProtocol: (speaks) => this.#rejectForeignProtocol(speaks),
      onLineTooLong: () => {
        this.#sendReply(safeReply(500, "That line is too long."));
        this.#hangUp();
      },
    });
    client.on("data", (chunk) => this.#handleData(chunk)).on("end", () => this.#end());
    this.#startIdleTimeout();
    this.#sendReply(safeReply(220, "Culvert: FTP in front, SFTP behind."));
    client.resume();
  }

  /** What passes now. */
  transfers(now: number): TransferStatus[] {
    return this.#transfer === undefined ? [] : [this.#transfer.status(now)];
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
    this.#isHungUp = true;
    this.#transfer?.abort();
    this.#state.setDataConnection(undefined);
    resetSocket(this.client);
    this.#files?.close();
  }

  #handleData(chunk: Buffer): void {
    this.options.meter.countUp(chunk.length);
    if (this.#isHungUp) return;
    this.#input.push(chunk);
    if (this.#queue.reduce((bytes, { raw }) => bytes + raw.length, 0) > MAX_QUEUED_BYTES) this.client.pause();
  }

  #end(): void {
    this.#clientEnded = true;
    this.#input.end();
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
    if (verb === "ABOR") this.#transfer?.abort();
    this.#queue.push(command);
  }

  #processQueue(): void {
    if (!this.#busy) this.#work = this.#workOff();
  }

  async #workOff(): Promise<void> {
    this.#busy = true;
    for (let command = this.#queue.shift(); command !== undefined && !this.#isHungUp; command = this.#queue.shift()) {
      this.#cancelIdleTimeout();
      this.#sendReply(await this.#replyTo(command));
      if (this.client.isPaused()) this.client.resume();
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

  async #replyTo(command: FtpCommand): Promise<FtpReply> {
    try {
      return await this.#handle(command);
    } catch (thrown) {
      return this.#replyForError(thrown, "asked");
    }
  }

  async #handle({ verb: name, argument, raw }: FtpCommand): Promise<FtpReply> {
    const state = this.#state;
    if (raw.includes("\0")) return safeReply(501, "A name cannot hold NUL.");
    const verb = verbOf(name);
    if (verb === undefined)
      return safeReply(name === "" || /[^A-Z]/.test(name) ? 500 : 502, `${name.slice(0, 20)} is not known here.`);
    if (name !== "RNTO") state.renameFrom = undefined;
    if (verb.beforeLogin !== true && !state.isLoggedIn) return safeReply(530, "Log in first: USER and PASS.");
    if (needsArgument(verb) && isBlank(argument))
      return safeReply(501, `${name} needs its argument: ${verb.argument ?? ""}.`);
    if (verb.argument === undefined && !isBlank(argument)) return safeReply(501, `${name} takes no argument.`);
    if (state.isLoggedIn) await state.reopenFileSystem();
    return verb.handle(argument, state, name);
  }

  async #runTransfer(verb: string, path: string, act: (transfer: Transfer) => Promise<FtpReply>): Promise<FtpReply> {
    const connection = this.#state.takeDataConnection();
    if (connection === undefined) throw dataConnectionMissing();
    const {
      meter,
      memory,
      access: { clock },
    } = this.options;
    const transfer = new Transfer({
      verb,
      path: textOf(path),
      connection,
      clock,
      memory,
      meter,
      sendPreliminary: (preliminary) => this.#sendReply(preliminary),
    });
    this.#transfer = transfer;
    meter.connectionOpened();
    let isComplete = false;
    try {
      const last = await act(transfer);
      isComplete = true;
      return transfer.aborted ?? last;
    } catch (thrown) {
      return transfer.aborted ?? this.#replyForError(thrown, transfer.hasStarted ? "underWay" : "asked");
    } finally {
      transfer.end(!isComplete);
      this.#transfer = undefined;
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

  #rejectForeignProtocol(speaks: ForeignProtocol): void {
    this.#isHungUp = true;
    this.options.reportFailure({ code: "bridge.not-ftp", speaks });
    resetSocket(this.client);
  }

  #sendReply({ raw }: FtpReply): void {
    if (!this.client.writable) return;
    this.options.meter.countDown(raw.length);
    this.client.write(raw, "latin1");
  }

  #hangUp(): void {
    this.#isHungUp = true;
    this.client.resume().end();
  }

  #startIdleTimeout(): void {
    this.#cancelIdleTimeout();
    this.#cancelIdleTimeout = this.options.access.clock.setTimeout(
      this.#state.isLoggedIn ? IDLE_TIMEOUT_MS : LOGIN_TIMEOUT_MS,
      () => {
        this.#sendReply(safeReply(421, "Nothing was said for a long time."));
        this.#hangUp();
        this.#cancelIdleTimeout = this.options.access.clock.setTimeout(LOGIN_TIMEOUT_MS, () => this.client.destroy());
      },
    );
  }

  /**
   * The control connection is closed, however. What the client sent before is done all the same, a transfer to its end
   * within its own limits: devices break the connection off behind their last byte. Not so what agrees on another data
   * connection, since nobody hears where, and what comes behind it.
   */
  async #cleanUp(): Promise<void> {
    const unheard = this.#queue.findIndex(({ verb }) => DATA_PORT_VERBS.has(verb));
    if (unheard !== -1) this.#queue.length = unheard;
    this.#end();
    await this.#work;
    this.#cancelIdleTimeout();
    this.#isHungUp = true;
    this.#state.setDataConnection(undefined);
    this.#files?.close();
  }
}

const isBlank = (argument: string): boolean => /^[ \t]*$/.test(argument);
