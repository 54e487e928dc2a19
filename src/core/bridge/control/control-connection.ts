import type { Socket } from "node:net";
import type { TransferStatus } from "../../../shared/status/tunnel-state.js";
import { DATA_PORT_VERBS } from "../../ftp/admit-data-port.js";
import { CommandQueue } from "../../ftp/client-command-queue.js";
import type { FtpCommand } from "../../ftp/command.js";
import type { FtpReply } from "../../ftp/reply.js";
import type { ControlMemoryShare } from "../../net/ftp/control-memory-budget.js";
import { ControlSocket } from "../../net/ftp/control-socket.js";
import { beginClientTls } from "../../net/ftp/begin-client-tls.js";
import { ClientSession, type BridgeServices } from "../client-session.js";
import { ControlTimeouts } from "./control-timeouts.js";
import { answerDuringTransfer } from "../answer-during-transfer.js";
import { lastReply, singleLineReply, type BridgeReply } from "../bridge-reply.js";
import { runCommand } from "../run-command.js";
import { decodeCommand } from "../encoding/telnet-text.js";

/** How long a client may leave its replies unread, and keep a connection that has ended here. Milliseconds. */
const UNREAD_REPLY_TIMEOUT_MS = 5 * 60_000;
/** How long a client may keep the connection that was told to go. Milliseconds. */
const CLOSE_TIMEOUT_MS = 10_000;

const CLOSING_REPLY = singleLineReply(421, "The tunnel is being closed.");

/** One client's control connection to the bridge: reads its commands, runs one at a time, and writes the replies in their order. */
export class ControlConnection {
  readonly #socket: ControlSocket;
  readonly #session: ClientSession;
  readonly #queue = new CommandQueue();
  readonly #timeouts: ControlTimeouts;
  #isBusy = false;
  #work = Promise.resolve();
  #hasEnded = false;
  #isClosed = false;
  #isHungUp = false;
  #isDraining = false;
  #notifyEnded: () => void = () => undefined;
  /** Resolves when no command will follow. */
  readonly #ended = new Promise<void>((resolve) => {
    this.#notifyEnded = resolve;
  });
  /** Resolves when the client has gone and nothing is under way. */
  readonly closed: Promise<void>;

  /** @param controlMemory its part of what all control connections hold */
  constructor(
    client: Socket,
    private readonly services: BridgeServices,
    private readonly controlMemory: ControlMemoryShare,
  ) {
    const { access, meter, reportFailure } = services;
    const { clock } = access;
    this.#socket = new ControlSocket(
      client,
      {
        onRead: (bytes) => meter.countUp(bytes),
        onCommands: (commands) => this.#takeIn(commands),
        onForeignProtocol: (speaks) => {
          reportFailure({ code: "bridge.not-ftp", speaks });
          this.#isHungUp = true;
          this.#socket.reset();
        },
        onLineTooLong: () => this.#hangUpBehind(singleLineReply(500, "That line is too long.")),
        onEnd: () => this.#onEnd(),
        onDrain: () => this.#regulate(),
      },
      clock,
    );
    this.#session = new ClientSession(this.#socket, services);
    controlMemory.onExcess = () => this.reset();
    this.closed = this.#socket.closed.then(() => this.#cleanUp());
    this.#timeouts = new ControlTimeouts(clock, {
      onTimeout: (why) => {
        if (!this.#isHungUp) this.#send(singleLineReply(421, why));
        this.#hangUp(CLOSE_TIMEOUT_MS);
      },
    });
    this.#send(singleLineReply(220, "Culvert: FTP in front, SFTP behind."));
    this.#regulate();
  }

  /** What passes now. */
  transfers(now: number): TransferStatus[] {
    const { transfer } = this.#session;
    return transfer === undefined ? [] : [transfer.status(now)];
  }

  /** Whether it goes on without the link: it has not logged in yet, or stores into the spool. */
  get needsNoLink(): boolean {
    return this.#session.files.isSpooling || !this.#session.isLoggedIn;
  }

  /** Begin no new transfer; once none is under way, say so and hang up. */
  drain(): void {
    this.#isDraining = true;
    if (!this.#isBusy && !this.#isHungUp) this.#hangUpBehind(CLOSING_REPLY);
  }

  /** Break all of it, so that the client sees it. */
  reset(): void {
    this.#isHungUp = true;
    this.#session.abort();
    this.#socket.reset();
  }

  #takeIn(commands: readonly FtpCommand[]): void {
    for (const command of commands) this.#queueCommand(decodeCommand(command));
    if (!this.#isBusy) this.#work = this.#workOff();
    this.#regulate();
  }

  #queueCommand(command: FtpCommand): void {
    const { transfer } = this.#session;
    const { clock } = this.services.access;
    const reply = transfer === undefined ? undefined : answerDuringTransfer(command, transfer, clock.now());
    if (reply !== undefined) this.#send(reply);
    else if (this.#isClosed && DATA_PORT_VERBS.has(command.verb)) this.#ignoreInput();
    else this.#queue.add(command);
  }

  /** Run what waits, one after the other, and hang up where it was the last. */
  async #workOff(): Promise<void> {
    this.#isBusy = true;
    this.#timeouts.stopIdle();
    for (let command = this.#queue.take(); command !== undefined && !this.#isHungUp; command = this.#queue.take()) {
      await this.#run(command);
      this.#socket.setLoggedIn(this.#session.isLoggedIn);
      if (this.#socket.isFull) await this.#untilRepliesRead();
      else if (!this.#queue.isEmpty) await nextTurn();
      this.#regulate();
      if (this.#isDraining) break;
    }
    this.#isBusy = false;
    if (this.#isDraining && !this.#isHungUp) this.#hangUpBehind(CLOSING_REPLY);
    else if (this.#hasEnded || this.#isHungUp) this.#hangUp();
    else this.#timeouts.startIdle();
  }

  /** Run one command, and write its replies as they come. */
  async #run(command: FtpCommand): Promise<void> {
    const own = this.#session.protection.answer(command, this.#session.isLoggedIn);
    if (own?.beginsTls === true) return this.#beginTls(own.reply);
    if (own !== undefined) {
      this.#send(own.reply);
      return;
    }
    this.#timeouts.setLoggingIn(command.verb === "PASS");
    const replies = runCommand(command, this.#session);
    let reply = await replies.next();
    for (; reply.done !== true; reply = await replies.next()) this.#send(reply.value);
    this.#timeouts.setLoggingIn(false);
    if (this.#session.isLoggedIn) this.#timeouts.stopLogin();
    else if (command.verb === "REIN") this.#timeouts.startLogin();
    this.#sendFinal(reply.value);
  }

  /** Write a reply, in the client's charset. */
  #send({ raw }: FtpReply): void {
    if (!this.#socket.isWritable) return;
    const encoded = this.#session.charset.encode(raw);
    this.services.meter.countDown(encoded.length);
    this.#socket.write(encoded);
  }

  /** A client that does not read what it was told is cut off. */
  async #untilRepliesRead(): Promise<void> {
    const cancelTimeout = this.#socket.destroyAfter(UNREAD_REPLY_TIMEOUT_MS);
    await this.#socket.untilDrained();
    cancelTimeout();
  }

  #sendFinal(reply: BridgeReply): void {
    this.#send(reply);
    if (reply.isLast === true) this.#isHungUp = true;
  }

  #beginTls(granted: FtpReply): Promise<void> {
    const { clientTls, reportFailure } = this.services;
    return beginClientTls(granted, {
      socket: this.#socket,
      queue: this.#queue,
      clientTls,
      reportFailure,
      onSecured: () => this.#session.protection.secured(),
      answer: (code, text) => this.#send(singleLineReply(code, text)),
      hangUp: (code, text) => this.#sendFinal(lastReply(code, text)),
      cut: () => this.reset(),
    });
  }

  /** Hear the client on, or let it wait while it has much under way or leaves its replies unread. */
  #regulate(): void {
    this.controlMemory.set(this.#queue.heldBytes + this.#socket.heldBytes);
    this.#socket.read(!this.#queue.isFull && !this.#socket.isFull);
  }

  #onEnd(): void {
    this.#hasEnded = true;
    this.#notifyEnded();
    this.#session.controlEnded();
    if (!this.#isBusy) this.#work = this.#workOff();
  }

  #hangUpBehind(reply: FtpReply): void {
    this.#send(reply);
    this.#hangUp();
  }

  #hangUp(limitMs = UNREAD_REPLY_TIMEOUT_MS): void {
    this.#isHungUp = true;
    this.#timeouts.stopIdle();
    this.#ignoreInput();
    this.#socket.hangUp();
    this.#socket.destroyAfter(limitMs);
  }

  #ignoreInput(): void {
    this.#socket.ignoreInput();
    this.#notifyEnded();
  }

  /**
   * The control connection is closed, however. What the client sent before is done all the same, a transfer to its end
   * within its own limits: devices break the connection off behind their last byte. Not so what agrees on another data
   * connection, since nobody hears where, and what comes behind it.
   */
  async #cleanUp(): Promise<void> {
    this.#isClosed = true;
    this.#timeouts.stopLogin();
    if (this.#isHungUp) this.#socket.ignoreInput();
    if (this.#queue.clearFrom(DATA_PORT_VERBS)) this.#ignoreInput();
    this.#socket.endInput();
    if (this.#socket.hasUnread) await this.#ended;
    this.#onEnd();
    await this.#work;
    this.#timeouts.stopIdle();
    this.#isHungUp = true;
    this.#session.end();
  }
}

/** Others have theirs before. */
const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
