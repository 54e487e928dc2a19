import type { Socket } from "node:net";
import type { Endpoint } from "../../../shared/profile/endpoint.js";
import { failureOf, type Failure } from "../../../shared/status/failure.js";
import type { FtpReply } from "../../ftp/reply.js";
import type { DataListener } from "../../net/data-listener.js";
import { ClientDataLeg, type ClientDataTask } from "./client-data-leg.js";
import type { Delivery } from "../replies/delivery.js";
import { DeliveryWatch, type WatchedData } from "./delivery-watch.js";
import type { TransferData } from "../replies/pending-command.js";
import { joinDataLegs } from "./join-data-legs.js";
import { StandstillLimit } from "./standstill-limit.js";
import { closeWhenOpen, TargetDataLeg, type TargetOfData } from "./target-data-leg.js";
import { TransferRecord, type TransferRecordTask } from "./transfer-record.js";

/** Some servers send no 1xx: their transfers are taken for begun this long after the command. Milliseconds. */
const NO_PRELIMINARY_LIMIT_MS = 500;
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

/** Both legs of a data connection, before either is there. */
export interface DataTask extends ClientDataTask, TransferRecordTask {
  /** Told why the latest data connection failed, or that it did not. */
  readonly reportFailure: (failure: Failure | undefined) => void;
}

/**
 * One data connection: agreed on by PASV or PORT, carried once both legs are there, over when both have ended.
 *
 * In the order of a transfer: `useTarget` when the two agree, `enter` when the client comes, `begin` with the command,
 * `onPreliminary` with the 150, `delivered` with the 226, `leave` once that is told.
 *
 * Data that the relay ends before their end, for whatever reason, end by a reset: in FTP a clean end is the end of the file.
 */
export class DataConnection implements TransferData {
  readonly client: ClientDataLeg;
  readonly target: TargetDataLeg;
  readonly record: TransferRecord;
  readonly #delivery: DeliveryWatch;
  readonly #standstill: StandstillLimit;
  /** The target's leg was made before the client asked for it. */
  #isSpare = false;
  #carried: Promise<void> | undefined;
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
  #stopStart: () => void = () => undefined;
  #tellOver: () => void = () => undefined;
  /** Resolves when nothing of it is open and nothing can begin. */
  readonly over = new Promise<void>((resolve) => {
    this.#tellOver = resolve;
  });

  /** @param listener where the client comes in; without one it gave a port of its own, `client.port` (PORT, EPRT) */
  constructor(
    private readonly task: DataTask,
    listener?: DataListener,
  ) {
    this.client = new ClientDataLeg(task, listener);
    this.target = new TargetDataLeg(this.begun, (thrown) => this.#fail(thrown));
    this.record = new TransferRecord(task);
    const watched: WatchedData = {
      clock: task.access.clock,
      passed: () => this.record.passed,
      isClientBehind: () => this.#isClientBehind,
    };
    this.#delivery = new DeliveryWatch(watched);
    this.#standstill = new StandstillLimit(watched, () => void this.cut());
    void listener?.closed.then(() => {
      if (this.#carried === undefined) this.giveUp();
    });
  }

  /** Have bytes pass through this leg. Until the transfer has begun, another may take its place. @param isSpare it was made before the client asked for it */
  useTarget(target: TargetOfData, isSpare = false): void {
    this.#isSpare = isSpare;
    this.target.use(target);
  }

  /** Another leg takes the place of the target's, of which nothing was used. @returns whether that was in time */
  changeTarget(target: TargetOfData): boolean {
    const isInTime = !this.#hasBegun && !this.#isOver;
    if (isInTime) this.useTarget(target);
    else closeWhenOpen(target.target);
    return isInTime;
  }

  /** The client has come in through the listener. */
  enter(socket: Socket): void {
    this.#carried = this.#carry(this.client.enter(socket));
    if (!this.#standstill.joined()) this.#standstill.wait(UNKNOWN_TRANSFER_LIMIT_MS, this.#tellBegun);
  }

  /** Its transfer's command goes to the target. @param size of what is to pass, where it is known */
  begin(verb: string, argument: string, size?: number): void {
    const { clock } = this.task.access;
    this.#standstill.lift();
    this.#stopStart();
    this.record.begin(verb, argument, clock.now(), size);
    this.#stopStart = clock.setTimeout(NO_PRELIMINARY_LIMIT_MS, () => this.start());
    void this.target.secure().catch(() => undefined); // told to whoever carries
  }

  /** The target has shown that the transfer begins: bytes and ends may pass, and a client in active mode is called back. Safe to call twice. */
  start(): void {
    this.#stopStart();
    this.#tellBegun();
    if (this.portToCallBack === undefined || this.#delivery.isGivenUp) return;
    this.#carried = this.#carry(this.#callBack());
  }

  /** The target has said 1xx. */
  onPreliminary(): void {
    this.#hasPreliminary = true;
    this.start();
  }

  /** Its command is to be sent once more: nothing may pass before. */
  holdBack(): void {
    this.#stopStart();
    this.#standstill.cancel();
  }

  /** Whether the target may have closed its leg before it heard of the transfer: then a fresh one may do. */
  get mayBeStale(): boolean {
    return this.#isSpare && this.isUntouched;
  }

  /** Whether nothing has passed, and nothing can before the target's next word. */
  get isUntouched(): boolean {
    return !this.#hasBegun && !this.#delivery.isGivenUp;
  }

  /** Whether the client's leg stands, or is being made by the relay. */
  get hasClient(): boolean {
    return this.#carried !== undefined;
  }

  /** The port that the client named (PORT, EPRT), where it has and was not called back yet. */
  get portToCallBack(): Endpoint | undefined {
    return this.#carried === undefined ? this.client.portToCallBack : undefined;
  }

  get isOver(): boolean {
    return this.#isOver;
  }

  get isCut(): boolean {
    return this.#delivery.isCut;
  }

  /**
   * The transfer's success has come: wait for as long as bytes wait for a client that lives, and see what came of them.
   *
   * Where they went up, the server's word on them is enough.
   */
  async delivered(): Promise<Delivery> {
    const { isStore } = this.record;
    this.start();
    if (!isStore || this.#carried === undefined) await this.#delivery.untilDelivered();
    if (this.#delivery.hasFailed || this.#carried === undefined) {
      this.giveUp();
      return "never-made";
    }
    return this.isCut ? "cut" : "whole";
  }

  /** The client has asked for an end (ABOR): no success waits for it any more, and nobody is waited for who has not come. */
  abort(): void {
    this.#delivery.stopWaiting();
    if (this.#carried !== undefined) return;
    this.#standstill.wait(ABORTED_LIMIT_MS, () => {
      if (this.#carried === undefined) this.giveUp();
    });
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
    const isUnused = isRefused && !this.#hasPreliminary && this.record.passed === 0 && !this.#isOver;
    if (!isUnused) this.#limitStandstill(isRefused ? REFUSED_LIMIT_MS : LEAVING_LIMIT_MS);
    return isUnused;
  }

  /** Nothing more will be heard of its transfer: it goes to the others that have ended. Safe to call twice. */
  endTransfer(lastReply?: FtpReply): void {
    const { isCut, isGivenUp, hasFailed } = this.#delivery;
    const isWhole = !isCut && !isGivenUp && !hasFailed && this.#hasEnded;
    if (this.record.end(this.task.access.clock.now(), isWhole, lastReply)) this.task.access.onTraffic();
  }

  /** Its control connection has ended: what has begun goes on by itself. */
  controlEnded(): void {
    const hasTransfer = this.record.verb !== undefined;
    if (hasTransfer) this.start();
    if (this.#carried !== undefined) this.#limitStandstill(LEAVING_LIMIT_MS);
    else if (!hasTransfer) this.giveUp();
    else {
      this.#standstill.limitOnceJoined(LEAVING_LIMIT_MS);
      if (!this.#delivery.isWaitedFor) return; // ABOR waits for a shorter time already
      this.#standstill.wait(LAST_CLIENT_LIMIT_MS, () => void this.#endWait());
    }
  }

  /** No transfer will use it: what is open is closed. */
  giveUp(): void {
    if (this.#delivery.isGivenUp) return;
    this.#delivery.giveUp();
    this.#stopStart();
    this.#standstill.cancel();
    this.#tellBegun();
    this.client.close();
    this.target.close();
    void Promise.all([this.client.listenerClosed, this.#carried]).then(() => this.#end());
  }

  /** Break it so that the client sees it. Resolves when nothing of it is open on this computer. */
  async cut(): Promise<void> {
    const closed = this.client.untilClosed();
    if (!this.#isOver) this.#delivery.cut();
    this.giveUp();
    await closed;
  }

  async #carry(socket: Promise<Socket>): Promise<void> {
    const { client, target, record, begun, task } = this;
    const { meter, reportFailure } = task;
    meter.connectionOpened();
    try {
      if (await joinDataLegs(socket, { client, target, record, delivery: this.#delivery, begun, reportFailure }))
        return;
      this.#delivery.cut();
      this.giveUp();
    } catch (thrown) {
      this.#fail(thrown);
      this.giveUp();
    } finally {
      this.#delivery.end();
      meter.connectionClosed();
      if (!this.#delivery.isGivenUp) this.#end();
    }
  }

  /** In TLS only once that stands: an end that the client sends at once must find somebody who hears it. */
  async #callBack(): Promise<Socket> {
    await this.target.secure();
    if (this.#delivery.isGivenUp) throw this.client.unreachable();
    return this.client.callBack();
  }

  /** The client has had its time to come; one who stands at the listener meanwhile has come. */
  async #endWait(): Promise<void> {
    await this.client.settled();
    if (this.#carried === undefined) this.giveUp();
  }

  /** Whether the data came to their own end: the client's where they went up, else the server's, with all of them handed on. */
  get #hasEnded(): boolean {
    return this.record.isStore
      ? this.client.socket?.readableEnded === true
      : this.#delivery.isDelivered && this.#carried !== undefined;
  }

  /** Whether bytes wait for a client that lives: then there is no limit but its own. */
  get #isClientBehind(): boolean {
    const { socket } = this.client;
    return socket?.destroyed === false && (socket.writableLength > 0 || this.target.readableLength > 0);
  }

  /** Cut it where nothing has passed for so long and no byte waits for the client. */
  #limitStandstill(milliseconds: number): void {
    if (this.#isOver) this.#standstill.cancel();
    else this.#standstill.limit(milliseconds);
  }

  #fail(thrown: unknown): void {
    if (this.#delivery.hasFailed || this.#delivery.isGivenUp) return;
    const failure = failureOf(thrown);
    const isRefused = failure.code === "ftp.tls-failed" && failure.cause === "closed"; // the reply will tell
    if (!isRefused) this.task.reportFailure(failure);
    this.#delivery.fail();
  }

  #end(): void {
    this.#isOver = true;
    this.#standstill.cancel();
    this.#tellOver();
    this.#delivery.end();
  }
}
