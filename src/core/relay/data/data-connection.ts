import type { Socket } from "node:net";
import type { Endpoint } from "../../../shared/profile/endpoint.js";
import type { FtpReply } from "../../ftp/reply.js";
import type { DataListener } from "../../net/ftp/data-listener.js";
import type { DeliveryOutcome } from "../reply-matching/final-reply.js";
import type { TransferData } from "../reply-matching/pending-command-shape.js";
import type { ClientDataLeg } from "./client-data-leg.js";
import { DataLegs, type DataTask } from "./data-legs.js";
import { DataTimeLimit } from "./data-time-limit.js";
import type { DeliveryWatch } from "./delivery-watch.js";
import { closeWhenOpen, type TargetDataLeg, type TargetOfData } from "./target-data-leg.js";
import type { TransferRecord } from "./transfer-record.js";
import { TransferStart } from "./transfer-start.js";

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
  readonly #legs: DataLegs;
  readonly #start: TransferStart;
  readonly #timeLimit: DataTimeLimit;
  /** The target's leg was made before the client asked for it. */
  #isSpare = false;
  #carried: Promise<void> | undefined;
  #hasPreliminary = false;
  #isOver = false;
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
    this.#start = new TransferStart(task.access.clock);
    this.#legs = new DataLegs(task, this.begun, listener);
    this.client = this.#legs.client;
    this.target = this.#legs.target;
    this.record = this.#legs.record;
    this.#delivery = this.#legs.delivery;
    this.#timeLimit = new DataTimeLimit(this.#legs, () => void this.cut());
    void listener?.closed.then(() => {
      if (this.#carried === undefined) this.giveUp();
    });
  }

  /** Resolves when the transfer has begun, so that bytes may pass, or none will. */
  get begun(): Promise<void> {
    return this.#start.begun;
  }

  /** Have bytes pass through this leg. Until the transfer has begun, another may take its place. @param isSpare it was made before the client asked for it */
  useTarget(target: TargetOfData, isSpare = false): void {
    this.#isSpare = isSpare;
    this.target.use(target);
  }

  /** Another leg takes the place of the target's, of which nothing was used. @returns whether that was in time */
  changeTarget(target: TargetOfData): boolean {
    const isInTime = !this.#start.hasBegun && !this.#isOver;
    if (isInTime) this.useTarget(target);
    else closeWhenOpen(target.target);
    return isInTime;
  }

  /** The client has come in through the listener. */
  enter(socket: Socket): void {
    this.#carried = this.#carry(this.client.enter(socket));
    this.#timeLimit.clientJoined(() => this.#start.begin());
  }

  /** Its transfer's command goes to the target. @param size of what is to pass, where it is known */
  begin(verb: string, argument: string, size?: number): void {
    this.#timeLimit.transferBegins();
    this.client.expectClient();
    this.#start.holdBack();
    this.record.begin(verb, argument, this.task.access.clock.now(), size);
    this.#start.commandSent(() => this.start());
    void this.target.secure().catch(() => undefined); // told to whoever carries
  }

  /** The target has shown that the transfer begins: bytes and ends may pass, and a client in active mode is called back. Safe to call twice. */
  start(): void {
    this.#start.begin();
    if (this.portToCallBack === undefined || this.#delivery.isGivenUp) return;
    this.#carried = this.#carry(this.#legs.callBack());
  }

  /** The target has said 1xx. */
  onPreliminary(): void {
    this.#hasPreliminary = true;
    this.start();
  }

  /** Its command is to be sent once more: nothing may pass before. */
  holdBack(): void {
    this.#start.holdBack();
    this.#timeLimit.cancel();
  }

  /** Whether the target may have closed its leg before it heard of the transfer: then a fresh one may do. */
  get mayBeStale(): boolean {
    return this.#isSpare && this.isUntouched;
  }

  /** Whether nothing has passed, and nothing can before the target's next word. */
  get isUntouched(): boolean {
    return !this.#start.hasBegun && !this.#delivery.isGivenUp;
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
  async delivered(): Promise<DeliveryOutcome> {
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
    this.#timeLimit.aborted(() => {
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
    this.#start.begin();
    const isUnused = isRefused && !this.#hasPreliminary && this.record.passed === 0 && !this.#isOver;
    if (!isUnused) this.#timeLimit.transferEnded(isRefused);
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
    if (this.#carried !== undefined) this.#timeLimit.transferEnded();
    else if (!hasTransfer) this.giveUp();
    else if (this.#delivery.isWaitedFor) this.#timeLimit.awaitLastClient(() => void this.#endWait());
    else this.#timeLimit.awaitLastClient(); // ABOR waits for a shorter time already
  }

  /** No transfer will use it: what is open is closed. */
  giveUp(): void {
    if (this.#delivery.isGivenUp) return;
    this.#delivery.giveUp();
    this.#start.begin();
    this.#timeLimit.cancel();
    this.#legs.close();
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
    const { meter } = this.task;
    meter.connectionOpened();
    if (!(await this.#legs.carry(socket))) this.giveUp();
    this.#delivery.end();
    meter.connectionClosed();
    if (!this.#delivery.isGivenUp) this.#end();
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

  #end(): void {
    this.#isOver = true;
    this.#timeLimit.end();
    this.#tellOver();
    this.#delivery.end();
  }
}
