import type { Socket } from "node:net";
import type { Place } from "../../shared/profile/endpoint.js";
import type { Failure } from "../../shared/status/failure.js";
import type { Transfer as TransferStatus } from "../../shared/status/tunnel-state.js";
import type { Meter } from "../forward/meter.js";
import type { GatewayLink } from "../forward/session-access.js";
import { DATA_PORT_VERBS } from "../ftp/admit-data-port.js";
import type { FtpCommand } from "../ftp/command.js";
import type { Intruder } from "../ftp/foreign-protocol.js";
import { plainAddress } from "../ftp/passive-endpoint.js";
import type { FtpReply } from "../ftp/reply.js";
import { breakOff } from "../net/reset-socket.js";
import type { SftpChannels } from "../sftp/sftp-channel-pool.js";
import type { SftpFiles } from "../sftp/sftp-file-system.js";
import { textOf } from "./byte-text.js";
import { Talk } from "./client-state.js";
import { ControlInput } from "./control-input.js";
import type { LoginDesk } from "./login-throttle.js";
import { say } from "./reply.js";
import { thrownReply } from "./thrown-reply.js";
import type { MemoryShare } from "./transfer-memory.js";
import { noDataConnection, Transfer } from "./transfer.js";
import { verbOf } from "./verbs/all-verbs.js";
import { needsArgument } from "./verbs/verb.js";

/** How long a client may take to log in, and to say anything at all. Milliseconds. */
const LOGIN_LIMIT_MS = 60_000;
const IDLE_LIMIT_MS = 30 * 60_000;
/** Above this many bytes of commands that wait their turn, the client is read no further. */
const MOST_HELD = 64 * 1024;

const CLOSING = say(421, "The tunnel is being closed.");

/** What a dialogue needs beside its client. */
export interface DialogueTask {
  readonly link: GatewayLink;
  readonly desk: LoginDesk;
  readonly memory: MemoryShare;
  readonly channels: SftpChannels;
  readonly meter: Meter;
  /** Told why the latest client could not be served, or that it could. */
  readonly found: (trouble: Failure | undefined) => void;
}

/** One client's talk with the bridge: its commands one at a time, in their order, and what it has agreed on. */
export class Dialogue {
  readonly #talk: Talk;
  readonly #peer: Place;
  readonly #input: ControlInput;
  #held: FtpCommand[] = [];
  #busy = false;
  #work = Promise.resolve();
  #transfer: Transfer | undefined;
  #files: SftpFiles | undefined;
  #clientEnded = false;
  #hungUp = false;
  #windingDown = false;
  #stopIdle: () => void = () => undefined;
  /** Resolves when the client has gone and nothing is under way. */
  readonly closed: Promise<void>;

  constructor(private readonly client: Socket, private readonly task: DialogueTask) {
    this.#peer = { host: plainAddress(client.remoteAddress), port: client.remotePort ?? 0 };
    const ends = { here: { host: plainAddress(client.localAddress), port: client.localPort ?? 0 }, client: this.#peer };
    this.#talk = new Talk(ends, task.desk, task.link.clock, {
      openFiles: () => this.#openFiles(),
      lendSecondChannel: () => task.channels.lendSecond(this.#talk.files, this.#talk.home),
      transfer: (verb, path, act) => this.#runTransfer(verb, path, act),
      hangUp: (last) => { this.#hungUp = true; return last; },
    });
    this.closed = new Promise((resolve) => client.once("close", () => void this.#gone().then(resolve)));
    this.#input = new ControlInput(task.link.clock, {
      commands: (commands) => {
        for (const command of commands) this.#hold(command);
        this.#proceed();
      },
      intruder: (speaks) => this.#throwOut(speaks),
      endless: () => { this.#tell(say(500, "That line is too long.")); this.#hangUp(); },
    });
    client.on("data", (chunk) => this.#take(chunk)).on("end", () => this.#end());
    this.#waitForNext();
    this.#tell(say(220, "Culvert: FTP in front, SFTP behind."));
    client.resume();
  }

  /** What passes now. */
  transfers(now: number): TransferStatus[] {
    return this.#transfer === undefined ? [] : [this.#transfer.status(now)];
  }

  /** Begin no new transfer; once none is under way, say so and hang up. */
  windDown(): void {
    this.#windingDown = true;
    if (this.#busy || this.#hungUp) return;
    this.#tell(CLOSING);
    this.#hangUp();
  }

  /** Break all of it, so that the client sees it. */
  cut(): void {
    this.#hungUp = true;
    this.#transfer?.abort();
    this.#talk.agree(undefined);
    breakOff(this.client);
    this.#files?.end();
  }

  #take(chunk: Buffer): void {
    this.task.meter.up(chunk.length);
    if (this.#hungUp) return;
    this.#input.take(chunk);
    if (this.#held.reduce((bytes, { raw }) => bytes + raw.length, 0) > MOST_HELD) this.client.pause();
  }

  #end(): void {
    this.#clientEnded = true;
    this.#input.end();
    this.#proceed();
  }

  /** A transfer hears ABOR at once, and STAT is answered beside it (RFC 959, section 4.1.3). */
  #hold(command: FtpCommand): void {
    const { verb, argument } = command;
    if (verb === "STAT" && argument === "" && this.#transfer !== undefined) {
      const { verb: moving, bytes } = this.#transfer.status(this.task.link.clock.now());
      this.#tell(say(213, `${moving}: ${bytes} bytes so far.`));
      return;
    }
    if (verb === "ABOR") this.#transfer?.abort();
    this.#held.push(command);
  }

  #proceed(): void {
    if (!this.#busy) this.#work = this.#workOff();
  }

  async #workOff(): Promise<void> {
    this.#busy = true;
    for (let command = this.#held.shift(); command !== undefined && !this.#hungUp; command = this.#held.shift()) {
      this.#stopIdle();
      this.#tell(await this.#answer(command));
      if (this.client.isPaused()) this.client.resume();
      if (this.#windingDown) break;
    }
    this.#busy = false;
    if (this.#windingDown && !this.#hungUp) {
      this.#tell(CLOSING);
      this.#hungUp = true;
    }
    if (this.#clientEnded || this.#hungUp) this.#hangUp();
    else this.#waitForNext();
  }

  async #answer(command: FtpCommand): Promise<FtpReply> {
    try {
      return await this.#handle(command);
    } catch (thrown) {
      return this.#replyTo(thrown, "asked");
    }
  }

  async #handle({ verb: name, argument, raw }: FtpCommand): Promise<FtpReply> {
    const talk = this.#talk;
    if (raw.includes("\0")) return say(501, "A name cannot hold NUL.");
    const verb = verbOf(name);
    if (verb === undefined) return say(name === "" || /[^A-Z]/.test(name) ? 500 : 502, `${name.slice(0, 20)} is not known here.`);
    if (name !== "RNTO") talk.renameFrom = undefined;
    if (verb.beforeLogin !== true && !talk.isLoggedIn) return say(530, "Log in first: USER and PASS.");
    if (needsArgument(verb) && isBlank(argument)) return say(501, `${name} needs its argument: ${verb.argument ?? ""}.`);
    if (verb.argument === undefined && !isBlank(argument)) return say(501, `${name} takes no argument.`);
    if (talk.isLoggedIn) await talk.renewFiles();
    return verb.handle(argument, talk, name);
  }

  async #runTransfer(verb: string, path: string, act: (transfer: Transfer) => Promise<FtpReply>): Promise<FtpReply> {
    const link = this.#talk.takeLink();
    if (link === undefined) throw noDataConnection();
    const { meter, memory, link: { clock } } = this.task;
    const transfer = new Transfer({ verb, path: textOf(path), link, clock, memory, meter, tell: (preliminary) => this.#tell(preliminary) });
    this.#transfer = transfer;
    meter.opened();
    let whole = false;
    try {
      const last = await act(transfer);
      whole = true;
      return transfer.aborted ?? last;
    } catch (thrown) {
      return transfer.aborted ?? this.#replyTo(thrown, transfer.hasBegun ? "underWay" : "asked");
    } finally {
      transfer.end(!whole);
      this.#transfer = undefined;
      meter.closed();
    }
  }

  #replyTo(thrown: unknown, when: "asked" | "underWay"): FtpReply {
    const { reply, failure, isLast } = thrownReply(thrown, when);
    if (failure !== undefined) this.task.found(failure);
    return isLast === true ? this.#talk.conduct.hangUp(reply) : reply;
  }

  async #openFiles(): Promise<SftpFiles> {
    this.#files?.end();
    const files = await this.task.channels.forClient();
    this.task.found(undefined);
    if (this.#hungUp) files.end();
    return this.#files = files;
  }

  #throwOut(speaks: Intruder): void {
    this.#hungUp = true;
    this.task.found({ code: "bridge.not-ftp", speaks });
    breakOff(this.client);
  }

  #tell({ raw }: FtpReply): void {
    if (!this.client.writable) return;
    this.task.meter.down(raw.length);
    this.client.write(raw, "latin1");
  }

  #hangUp(): void {
    this.#hungUp = true;
    this.client.resume().end();
  }

  #waitForNext(): void {
    this.#stopIdle();
    this.#stopIdle = this.task.link.clock.after(this.#talk.isLoggedIn ? IDLE_LIMIT_MS : LOGIN_LIMIT_MS, () => {
      this.#tell(say(421, "Nothing was said for a long time."));
      this.#hangUp();
      this.#stopIdle = this.task.link.clock.after(LOGIN_LIMIT_MS, () => this.client.destroy());
    });
  }

  /**
   * The control connection is closed, however. What the client sent before is done all the same, a transfer to its end
   * within its own limits: devices break the connection off behind their last byte. Not so what agrees on another data
   * connection, since nobody hears where, and what comes behind it.
   */
  async #gone(): Promise<void> {
    const unheard = this.#held.findIndex(({ verb }) => DATA_PORT_VERBS.has(verb));
    if (unheard !== -1) this.#held.length = unheard;
    this.#end();
    await this.#work;
    this.#stopIdle();
    this.#hungUp = true;
    this.#talk.agree(undefined);
    this.#files?.end();
  }
}

const isBlank = (argument: string): boolean => /^[ \t]*$/.test(argument);
