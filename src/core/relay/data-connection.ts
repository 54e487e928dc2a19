import type { Socket } from "node:net";
import type { Channel } from "ssh2";
import type { Endpoint } from "../../shared/profile/endpoint.js";
import { FailureError, failureOf, type Failure } from "../../shared/status/failure.js";
import type { TransferStatus } from "../../shared/status/tunnel-state.js";
import { formatEndpoint } from "../../shared/words/words.js";
import type { TransferHistory } from "../activity/transfer-history.js";
import { Meter } from "../forward/meter.js";
import type { SessionAccess } from "../forward/session-access.js";
import { splice, type TargetStream } from "../forward/splice.js";
import { STORE_VERBS } from "../ftp/command.js";
import type { FtpReply } from "../ftp/reply.js";
import type { DataListener } from "../net/data-listener.js";
import { isInTls, resetSocket } from "../net/reset-socket.js";
import { dialClient } from "./dial-client.js";
import type { Delivery, TransferData } from "./pending-commands.js";
import type { TargetTls } from "./tls/target-tls.js";

/** Some servers send no 1xx: their transfers are taken for begun this long after the command. Milliseconds. */
const NO_PRELIMINARY_LIMIT_MS = 500;
/** A success waits so long for a client that has not come, or for a server that neither sends nor ends its data. Milliseconds. */
const DELIVERY_LIMIT_MS = 10_000;
/** Bytes of a client that has connected wait so long for the command of its transfer, which may be a verb that the relay does not know. Milliseconds. */
const UNKNOWN_TRANSFER_LIMIT_MS = 2_000;
/** After a refusal the server may end the data itself, for as long as some pass within this time. Milliseconds. */
const REFUSED_LIMIT_MS = 2_000;
/** A client whose control connection has ended may be a moment behind with the data connection of its last command. Milliseconds. */
const LAST_CLIENT_LIMIT_MS = 5_000;
/** After ABOR the server may end data itself that no client has come for, for so long: an end that comes first is a whole, empty file to it. Milliseconds. */
const ABORTED_LIMIT_MS = 1_000;
/** How long a data connection may stand still that nothing waits for any more. Milliseconds. */
const LEAVING_LIMIT_MS = 60_000;

/** A client is taken in, judged and read within so many turns of the event loop, where it is there. */
const MAX_READ_TURNS = 4;

/** The target's leg of a data connection. */
export interface TargetOfData {
  /** It is being made or stands. */
  readonly target: Promise<Channel>;
  /** TLS of the control connection on the target leg, where it is in TLS. */
  readonly tls?: TargetTls | undefined;
}

/** Both legs of a data connection, before either is there. */
export interface DataTask {
  /** This end and the other end of the client's control connection; the port is the one to call back, for PORT and EPRT. */
  readonly here: Endpoint;
  readonly client: Endpoint;
  readonly access: SessionAccess;
  /** The row's meter. */
  readonly meter: Meter;
  /** Told why the latest data connection failed, or that it did not. */
  readonly reportFailure: (failure: Failure | undefined) => void;
  readonly transferHistory: TransferHistory;
  /** Begins TLS on the client's leg, where that was agreed on. */
  readonly secureClient?: ((client: Socket) => Promise<Socket>) | undefined;
}

/**
 * One data connection: agreed on by PASV or PORT, carried once both legs are there, over when both have ended.
 *
 * Data that the relay ends before their end, for whatever reason, end by a reset: in FTP a clean end is the end of the file.
 */
export class DataConnection implements TransferData {
  readonly #meter = new Meter(() => undefined);
  #socket: Socket | undefined;
  /** The client's TLS, while it is on its way. */
  #handshake: { readonly accepted: Socket; readonly handshake: Promise<void> } | undefined;
  /** The target's leg as its bytes are meant, in TLS where the server wants that. */
  #channel: TargetStream | undefined;
  #transfer: Pick<TransferStatus, "verb" | "path" | "since" | "size"> | undefined;
  #possibleFinal: FtpReply | undefined;
  /** The target's leg, which is being made or stands; nothing until one is chosen. */
  #leg: TargetOfData | undefined;
  /** The target's leg in TLS, once that was begun. */
  #secured: Promise<TargetStream> | undefined;
  #isSpare = false;
  #joinTarget: (leg: TargetOfData) => void = () => undefined;
  #refuseTarget: (reason: unknown) => void = () => undefined;
  /** The leg through which the transfer passes, once it stands and the transfer has begun. */
  readonly #target = new Promise<TargetOfData>((resolve, reject) => {
    this.#joinTarget = resolve;
    this.#refuseTarget = reject;
  });
  #carried: Promise<void> | undefined;
  #failed = false;
  #isCut = false;
  #isGivenUp = false;
  #hasPreliminary = false;
  #hasBegun = false;
  #tellBegun: () => void = () => undefined;
  /** The transfer has begun: bytes, or the client's end, that reach some servers (pyftpdlib) before the command make them drop the data connection. */
  readonly begun = new Promise<void>((resolve) => {
    this.#tellBegun = () => {
      this.#hasBegun = true;
      resolve();
    };
  });
  #isOver = false;
  /** All that the server sent has been handed to the client's system, or never will be. */
  #isDelivered = false;
  #isWaitedFor = true;
  /** How long it may stand still, once that is limited: for a client that comes late, too. Milliseconds. */
  #standstillMs: number | undefined;
  /** Told of each change that may end a wait. */
  #wake: () => void = () => undefined;
  #stopStart: () => void = () => undefined;
  #cancelTimeout: () => void = () => undefined;
  #tellOver: () => void = () => undefined;
  /** Resolves when nothing of it is open and nothing can begin. */
  readonly over = new Promise<void>((resolve) => {
    this.#tellOver = resolve;
  });

  /** @param listener where the client comes in; without one it gave a port of its own, `client.port` (PORT, EPRT) */
  constructor(
    private readonly task: DataTask,
    private readonly listener?: DataListener,
  ) {
    this.#target.catch(() => undefined); // told to whoever carries
    void listener?.closed.then(() => {
      if (this.#carried === undefined) this.giveUp();
    });
  }

  /**
   * Have bytes pass through this leg. Until the transfer has begun, another may take its place.
   *
   * @param isSpare it was made before the client asked for it
   */
  useTarget(leg: TargetOfData, isSpare = false): void {
    this.#isSpare = isSpare;
    if (this.#channel !== undefined) close(this.#channel);
    this.#channel = this.#secured = undefined;
    this.#leg = leg;
    leg.target.then(
      (channel) => {
        if (this.#leg !== leg) return void close(channel);
        this.#channel = channel;
        if (this.#isGivenUp) close(channel);
        void this.begun.then(() => {
          if (this.#leg === leg) this.#joinTarget(leg);
        });
      },
      (thrown: unknown) => {
        if (this.#leg !== leg) return;
        this.#fail(thrown);
        this.#refuseTarget(thrown);
      },
    );
  }

  /** The client has come through the gate. */
  enter(socket: Socket): void {
    this.#socket = socket;
    this.#carried = this.#carry(Promise.resolve(socket));
    if (this.#standstillMs !== undefined) return this.#limitStandstill(this.#standstillMs);
    this.#cancelTimeout();
    this.#cancelTimeout = this.task.access.clock.setTimeout(UNKNOWN_TRANSFER_LIMIT_MS, this.#tellBegun);
  }

  /** Its transfer's command goes to the target. @param size of what is to pass, where it is known */
  begin(verb: string, argument: string, size?: number): void {
    const { clock } = this.task.access;
    this.#cancelTimeout();
    this.#stopStart();
    this.#standstillMs = undefined;
    const path = Buffer.from(argument, "latin1").toString("utf8");
    this.#transfer = { verb, path, since: clock.now(), ...(size === undefined ? {} : { size }) };
    this.#stopStart = clock.setTimeout(NO_PRELIMINARY_LIMIT_MS, () => this.start());
    if (this.#leg?.tls !== undefined) void this.#secureTarget(this.#leg).catch(() => undefined);
  }

  /**
   * The server will read nothing from it: end that direction now, so that its own end, when it comes, is acknowledged at
   * once. vsftpd sends its 226 when its end is acknowledged (SO_LINGER), which Linux delays by 40 ms where the other
   * direction is open (`tcp_fin`), or until the client's end has come back through the tunnel. Not in TLS, whose end has a
   * form of its own.
   */
  endUnread(): void {
    const leg = this.#leg;
    if (leg === undefined || leg.tls !== undefined || this.#hasBegun) return; // what passes already is not ended under its client
    leg.target.then(
      (channel) => {
        if (this.#leg === leg) channel.end();
      },
      () => undefined,
    );
  }

  /** The target has shown that the transfer begins: bytes and ends may pass, and a client in active mode is called back. Safe to call twice. */
  start(): void {
    this.#stopStart();
    this.#tellBegun();
    if (this.listener !== undefined || this.#carried !== undefined || this.#isGivenUp) return;
    this.#carried = this.#carry(this.#callBack());
  }

  /** The target has said 1xx. */
  onPreliminary(): void {
    this.#hasPreliminary = true;
    this.start();
  }

  /** The target has told how much is to pass. */
  expectSize(size: number): void {
    if (this.#transfer !== undefined) this.#transfer = { ...this.#transfer, size };
  }

  /** Its command is to be sent once more: nothing may pass before. */
  holdBack(): void {
    this.#stopStart();
    this.#cancelTimeout();
  }

  /** Another leg takes the place of the target's, of which nothing was used. @returns whether that was in time */
  changeTarget(leg: TargetOfData): boolean {
    if (this.#hasBegun || this.#isOver) {
      void leg.target.then(close, () => undefined);
      return false;
    }
    this.useTarget(leg);
    return true;
  }

  /** Whether the target may have closed its leg before it heard of the transfer: then a fresh one may do. */
  get mayBeStale(): boolean {
    return this.#isSpare && this.isUntouched;
  }

  /** Whether nothing has passed, and nothing can before the target's next word. */
  get isUntouched(): boolean {
    return !this.#hasBegun && !this.#isGivenUp;
  }

  /** Whether the client's leg stands, or is being made by the relay. */
  get hasClient(): boolean {
    return this.#carried !== undefined;
  }

  /** The port that the client named (PORT, EPRT), where it has and was not called back yet. */
  get portToCallBack(): Endpoint | undefined {
    return this.listener === undefined && this.#carried === undefined ? this.task.client : undefined;
  }

  /** Whether the server has ended its leg before anything passed. */
  async hasLostTarget(): Promise<boolean> {
    this.#channel?.read(0); // an end is told only to somebody who reads
    await new Promise((resolve) => setImmediate(resolve));
    return this.#channel?.readableEnded === true || this.#channel?.destroyed === true;
  }

  /** Resolves once it is found out whether who has come for it may come in; nothing where nobody waits for that. */
  get admission(): Promise<void> | undefined {
    return this.task.secureClient === undefined ? this.listener?.admission : this.#untilSecured();
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  get isCut(): boolean {
    return this.#isCut;
  }

  /**
   * The transfer's success has come: wait for as long as bytes wait for a client that lives, and see what came of them.
   *
   * Where they went up, the server's word on them is enough.
   */
  async delivered(): Promise<Delivery> {
    const isStored = this.#transfer !== undefined && STORE_VERBS.has(this.#transfer.verb);
    this.start();
    if (!isStored || this.#carried === undefined) await this.#untilDelivered();
    if (this.#failed || this.#carried === undefined) {
      this.giveUp();
      return "never-made";
    }
    return this.#isCut ? "cut" : "whole";
  }

  /** The client has asked for an end (ABOR): no success waits for it any more, and nobody is waited for who has not come. */
  abort(): void {
    this.#isWaitedFor = false;
    this.#wake();
    if (this.#carried !== undefined) return;
    this.#cancelTimeout();
    this.#cancelTimeout = this.task.access.clock.setTimeout(ABORTED_LIMIT_MS, () => {
      if (this.#carried === undefined) this.giveUp();
    });
  }

  /** The client has had its time to come; one who stands at the gate meanwhile has come. */
  async #endWait(): Promise<void> {
    await this.listener?.settled();
    if (this.#carried === undefined) this.giveUp();
  }

  /**
   * The transfer's final reply is told: what is open may come to its end, within limits that are shorter for a refused one.
   *
   * @param lastReply the reply as the client hears it
   * @returns whether another transfer may use it: many servers keep a data connection that a refused one has not used
   */
  leave(isRefused: boolean, lastReply: FtpReply): boolean {
    this.endTransfer(lastReply);
    this.#stopStart();
    this.#tellBegun();
    const isUnused = isRefused && !this.#hasPreliminary && this.passed === 0 && !this.#isOver;
    if (!isUnused) this.#limitStandstill(isRefused ? REFUSED_LIMIT_MS : LEAVING_LIMIT_MS);
    return isUnused;
  }

  /** A success has come that may be the transfer's, and is told. */
  onPossibleFinal(lastReply: FtpReply): void {
    this.#possibleFinal = lastReply;
  }

  /** Nothing more will be heard of its transfer: it goes to the others that have ended. Safe to call twice. */
  endTransfer(lastReply = this.#possibleFinal): void {
    const transfer = this.#transfer;
    if (transfer === undefined) return;
    this.#transfer = this.#possibleFinal = undefined;
    const { transferHistory, access } = this.task;
    transferHistory.add({
      ...transfer,
      bytes: this.passed,
      until: access.clock.now(),
      reply: lastReply,
      isWhole: !this.#isCut && !this.#isGivenUp && !this.#failed && this.#hasEnded(transfer.verb),
    });
    access.onTraffic();
  }

  /** Its control connection has ended: what has begun goes on by itself. */
  controlEnded(): void {
    if (this.#transfer !== undefined) this.start();
    if (this.#carried !== undefined) this.#limitStandstill(LEAVING_LIMIT_MS);
    else if (this.#transfer === undefined) this.giveUp();
    else {
      this.#standstillMs = LEAVING_LIMIT_MS;
      this.#cancelTimeout = this.task.access.clock.setTimeout(LAST_CLIENT_LIMIT_MS, () => void this.#endWait());
    }
  }

  /** No transfer will use it: what is open is closed. */
  giveUp(): void {
    if (this.#isGivenUp) return;
    this.#isGivenUp = true;
    this.#stopStart();
    this.#cancelTimeout();
    this.#tellBegun();
    this.listener?.close();
    if (this.#socket !== undefined) resetSocket(this.#socket);
    if (this.#channel !== undefined) close(this.#channel);
    void Promise.all([this.listener?.closed, this.#carried]).then(() => this.#end());
  }

  /** Break it so that the client sees it. Resolves when nothing of it is open on this computer. */
  async cut(): Promise<void> {
    const socket = this.#socket;
    const left =
      socket === undefined || socket.closed ? undefined : new Promise((resolve) => socket.once("close", resolve));
    if (!this.#isOver) this.#isCut = true;
    this.giveUp();
    await Promise.all([left, this.listener?.closed]);
  }

  /** What passes through it; nothing before its transfer has begun, nor after. */
  status(now: number): TransferStatus | undefined {
    if (this.#transfer === undefined) return undefined;
    const speed = this.#meter.speed(now);
    return { ...this.#transfer, bytes: this.passed, speed: speed.up + speed.down };
  }

  /** Whether the data came to their own end: the client's where they went up, else the server's, with all of them handed on. */
  #hasEnded(verb: string): boolean {
    return STORE_VERBS.has(verb)
      ? this.#socket?.readableEnded === true
      : this.#isDelivered && this.#carried !== undefined;
  }

  /** Bytes, both ways together. */
  get passed(): number {
    return this.#meter.bytes.up + this.#meter.bytes.down;
  }

  /** Whether bytes wait for a client that lives: then there is no limit but its own. */
  get #isClientBehind(): boolean {
    return (
      this.#socket?.destroyed === false && (this.#socket.writableLength > 0 || (this.#channel?.readableLength ?? 0) > 0)
    );
  }

  /** Both legs are joined once they stand and the transfer has begun. */
  async #carry(client: Promise<Socket>): Promise<void> {
    const { meter, reportFailure } = this.task;
    meter.connectionOpened();
    try {
      const [socket, leg] = await Promise.all([this.#secureClient(client), this.#target, this.begun]);
      const channel = await this.#secureTarget(leg);
      if (socket.destroyed)
        throw new FailureError({ code: "ftp.client-unreachable", client: formatEndpoint(this.task.client) });
      reportFailure(undefined);
      if (leg.tls !== undefined && channel.destroyed) {
        this.#isCut = true; // TLS has come and broken meanwhile
        this.giveUp();
        return;
      }
      socket
        .once("finish", () => this.#deliveredAll())
        .once("close", () => {
          const { up, down } = this.#meter.bytes;
          this.#isCut ||= isInTls(socket) && !socket.readableEnded && !socket.writableEnded; // no close_notify
          this.#isCut ||=
            socket.errored !== null && ((down > 0 && !socket.writableFinished) || (up > 0 && !socket.readableEnded));
          this.#deliveredAll();
        });
      channel.once("end", () => {
        if (socket.writableLength === 0) this.#deliveredAll();
      }); // the system has it all: the FIN alone is not waited for
      channel.once("close", () => {
        this.#isCut ||= leg.tls !== undefined && !channel.readableEnded && !channel.writableEnded;
      }); // no close_notify, or TLS broke
      await splice(socket, channel, {
        countUp: (bytes) => {
          this.#meter.countUp(bytes);
          meter.countUp(bytes);
        },
        countDown: (bytes) => {
          this.#isCut ||= socket.destroyed;
          this.#meter.countDown(bytes);
          meter.countDown(bytes);
        },
      });
    } catch (thrown) {
      this.#fail(thrown);
      this.giveUp();
    } finally {
      this.#deliveredAll();
      meter.connectionClosed();
      if (!this.#isGivenUp) this.#end();
    }
  }

  /**
   * TLS is listened for as soon as the client is there: some begin it at once, and others once they hear that the transfer
   * begins. Who has begun hears that when TLS stands: basic-ftp ends an empty file before, which breaks its own handshake.
   */
  #secureClient(client: Promise<Socket>): Promise<Socket> {
    const { secureClient } = this.task;
    if (secureClient === undefined) return client;
    return client.then(async (accepted) => {
      const secured = secureClient(accepted);
      const handshake = secured.then(
        () => undefined,
        () => undefined,
      );
      this.#handshake = { accepted, handshake };
      this.#socket = await secured.finally(() => (this.#handshake = undefined));
      return this.#socket;
    });
  }

  /** What a client has sent by now is read within some turns of the event loop. */
  async #untilSecured(): Promise<void> {
    for (let turn = 0; turn < MAX_READ_TURNS && !this.#hasBegunTls; turn++) {
      await this.listener?.admission;
      await new Promise((resolve) => setImmediate(resolve));
    }
    if (this.#hasBegunTls) await this.#handshake?.handshake;
  }

  get #hasBegunTls(): boolean {
    return this.#handshake !== undefined && this.#handshake.accepted.bytesRead > 0;
  }

  /** TLS begins once the command of the transfer is on its way: not every server speaks it before. */
  #secureTarget(leg: TargetOfData): Promise<TargetStream> {
    const { target, tls } = leg;
    if (tls === undefined) return target;
    this.#secured ??= target.then(async (channel) => {
      if (this.#isGivenUp) return channel;
      const secured = await tls.wrapData(channel);
      if (this.#leg === leg) this.#channel = secured;
      else close(secured);
      return secured;
    });
    return this.#secured;
  }

  #deliveredAll(): void {
    this.#isDelivered = true;
    this.#wake();
  }

  #end(): void {
    this.#isOver = true;
    this.#cancelTimeout();
    this.#tellOver();
    this.#wake();
  }

  #fail(thrown: unknown): void {
    if (this.#failed || this.#isGivenUp) return;
    this.#failed = true;
    const failure = failureOf(thrown);
    const isRefused = failure.code === "ftp.tls-failed" && failure.cause === "closed"; // the reply will tell
    if (!isRefused) this.task.reportFailure(failure);
    this.#wake();
  }

  /** In TLS only once that stands: an end that the client sends at once must find somebody who hears it. */
  async #callBack(): Promise<Socket> {
    if (this.#leg?.tls !== undefined) await this.#secureTarget(this.#leg);
    if (this.#isGivenUp)
      throw new FailureError({ code: "ftp.client-unreachable", client: formatEndpoint(this.task.client) });
    const { socket, connected } = dialClient(this.task);
    this.#socket = socket;
    return connected;
  }

  /** Wait until all is delivered, or nothing can be any more, or nothing has passed for a while that the client is not to blame for. */
  async #untilDelivered(): Promise<void> {
    const isDone = () => this.#isDelivered || this.#failed || this.#isGivenUp || !this.#isWaitedFor;
    for (let before = -1; !isDone() && (before !== this.passed || this.#isClientBehind);) {
      before = this.passed;
      await new Promise<void>((resolve) => {
        const stop = this.task.access.clock.setTimeout(DELIVERY_LIMIT_MS, resolve);
        this.#wake = () => {
          if (!isDone()) return;
          stop();
          resolve();
        };
      });
    }
  }

  /** Cut it where nothing has passed for so long and no byte waits for the client. */
  #limitStandstill(milliseconds: number): void {
    this.#standstillMs = milliseconds;
    this.#cancelTimeout();
    if (this.#isOver) return;
    const before = this.passed;
    this.#cancelTimeout = this.task.access.clock.setTimeout(milliseconds, () => {
      if (this.passed === before && !this.#isClientBehind) void this.cut();
      else this.#limitStandstill(milliseconds);
    });
  }
}

/** ssh2 tells of `close` only behind the last byte. */
const close = (channel: TargetStream): unknown => channel.resume().close();
