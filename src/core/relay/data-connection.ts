import { connect, type Socket } from "node:net";
import type { Channel } from "ssh2";
import { Failed, failureOf, type Failure } from "../../shared/failure.js";
import type { Transfer } from "../../shared/tunnel-state.js";
import { at } from "../../shared/words.js";
import { isPositive, reply, type FtpReply } from "../ftp/reply.js";
import type { Place } from "../place.js";
import { breakOff } from "../tunnel/break-off.js";
import type { Link } from "../tunnel/link.js";
import { Meter } from "../tunnel/meter.js";
import { splice } from "../tunnel/splice.js";
import type { DataGate } from "../ftp/data-gate.js";

/** How long a client may take to accept the connection that its PORT asked for. Milliseconds. */
const CLIENT_DIAL_LIMIT_MS = 20_000;
/** While bytes still reach the client, a finished transfer's reply waits this much longer at a time. Milliseconds. */
const DELIVERY_STEP_MS = 10_000;
/** How long a client may keep its leg open once its transfer is over. Milliseconds. */
const LEAVING_LIMIT_MS = 60_000;

/** Both legs of a data connection, before either is there. */
export interface DataTask {
  /** The target, at the port that its 227 or 229 named; the host named there is never dialled. */
  readonly target: Place;
  /** This end and the other end of the client's control connection. */
  readonly here: Place;
  readonly client: Place;
  readonly link: Link;
  /** The row's meter. */
  readonly meter: Meter;
  /** Told why the latest data connection failed, or that it did not. */
  readonly found: (trouble: Failure | undefined) => void;
}

/**
 * One data connection: agreed by PASV or PORT, carried once both legs are there, over when its transfer's final reply
 * has come *and* its bytes have been delivered.
 */
export class DataConnection {
  readonly #meter = new Meter(() => undefined);
  #channel: Promise<Channel> | undefined;
  #socket: Socket | undefined;
  #transfer: Pick<Transfer, "verb" | "path" | "since"> | undefined;
  #underWay = false;
  #failed = false;
  #carried: Promise<void> | undefined;
  #isDelivered = false;
  /** The client left before it had all that came for it. */
  #isBroken = false;
  #tellDelivered: () => void = () => undefined;
  readonly #delivered = new Promise<void>((resolve) => { this.#tellDelivered = () => { this.#isDelivered = true; resolve(); }; });

  /** @param gate where the client comes in; without one it gave a port of its own, `client.port` (PORT, EPRT) */
  private constructor(private readonly task: DataTask, private readonly gate?: DataGate) {}

  /** For a client that asked for passive mode. */
  static passive(task: DataTask, gate: DataGate): DataConnection {
    return new DataConnection(task, gate);
  }

  /** For a client that asked to be called back. */
  static active(task: DataTask): DataConnection {
    return new DataConnection(task);
  }

  /** The client has come through the gate. */
  enter(socket: Socket): void {
    this.#socket = socket;
    this.#carried = this.#carry(Promise.resolve(socket), this.task.link.openChannel(this.task.target, this.task.client));
  }

  /** Its transfer's command goes to the target. In active mode the target leg is made now: some servers say 150 only after that. */
  begin(verb: string, argument: string): void {
    this.#transfer = { verb, path: Buffer.from(argument, "latin1").toString("utf8"), since: this.task.link.clock.now() };
    if (this.gate !== undefined) return;
    this.#channel = this.task.link.openChannel(this.task.target, this.task.client);
    this.#channel.catch((thrown: unknown) => this.#fail(thrown));
  }

  /** The target has said 1xx: in active mode the client is called back. */
  started(): void {
    this.#underWay = true;
    if (this.gate === undefined && this.#channel !== undefined) this.#carried ??= this.#carry(this.#callBack(), this.#channel);
  }

  /** Whether the target has said 1xx. */
  get isUnderWay(): boolean {
    return this.#underWay;
  }

  /**
   * The transfer's final reply has come. A refusal ends the connection at once; a success is held back until the
   * client has the bytes, and is not passed on where it could not get them.
   */
  async ended(final: FtpReply): Promise<FtpReply> {
    if (isPositive(final)) await this.#deliver();
    else this.abandon();
    this.#transfer = undefined;
    const stopLimit = this.task.link.clock.after(LEAVING_LIMIT_MS, () => void this.cut());
    void this.over.then(stopLimit);
    if (!isPositive(final)) return final;
    if (this.#failed || this.#carried === undefined) return reply(425, "The data connection could not be made; nothing was transferred.");
    return this.#isBroken ? reply(426, "The data connection broke before everything was delivered.") : final;
  }

  /** No transfer will use it: what is open is closed. */
  abandon(): void {
    this.gate?.shut();
    this.#socket?.destroy();
    this.#channel?.then((channel) => channel.resume().close(), () => undefined); // ssh2 tells of `close` only behind the last byte
  }

  /** Its control connection has ended: what passes may still arrive, what has not begun to never will. */
  controlEnded(): void {
    if (this.#carried === undefined) this.abandon();
  }

  /** Break it so that the client sees it. Resolves when nothing of it is open on this computer. */
  async cut(): Promise<void> {
    const socket = this.#socket;
    const left = socket === undefined || socket.closed ? undefined : new Promise((resolve) => socket.once("close", resolve));
    if (socket !== undefined) breakOff(socket);
    this.abandon();
    await Promise.all([left, this.gate?.closed]);
  }

  /** Resolves when nothing of it is open; asked once nothing new can begin. */
  get over(): Promise<void> {
    return Promise.all([this.gate?.closed, this.#carried]).then(() => undefined);
  }

  /** What passes through it; nothing before its transfer has begun, nor after. */
  status(now: number): Transfer | undefined {
    if (this.#transfer === undefined) return undefined;
    const speed = this.#meter.speed(now);
    return { ...this.#transfer, bytes: this.passed, speed: speed.up + speed.down };
  }

  /** Bytes, both ways together. */
  get passed(): number {
    return this.#meter.bytes.up + this.#meter.bytes.down;
  }

  async #carry(client: Promise<Socket>, target: Promise<Channel>): Promise<void> {
    const { meter, found } = this.task;
    this.#channel = target;
    meter.opened();
    try {
      const [socket, channel] = await Promise.all([client, target]);
      if (socket.destroyed) throw new Failed({ code: "ftp.client-unreachable", client: at(this.task.client) });
      found(undefined);
      socket.once("finish", this.#tellDelivered).once("close", () => {
        this.#isBroken ||= !socket.writableFinished && socket.errored !== null && this.#meter.bytes.down > 0;
        this.#tellDelivered();
      });
      channel.once("end", () => { if (socket.writableLength === 0) this.#tellDelivered(); }); // the system has it all: the FIN alone is not waited for
      await splice(socket, channel, {
        up: (bytes) => { this.#meter.up(bytes); meter.up(bytes); },
        down: (bytes) => { this.#isBroken ||= socket.destroyed; this.#meter.down(bytes); meter.down(bytes); },
      });
    } catch (thrown) {
      this.#fail(thrown);
      void this.cut();
    } finally {
      this.#tellDelivered();
      meter.closed();
    }
  }

  #fail(thrown: unknown): void {
    if (this.#failed) return;
    this.#failed = true;
    this.task.found(failureOf(thrown));
  }

  #callBack(): Promise<Socket> {
    const { client, here, link } = this.task;
    const socket = connect({ host: client.host, port: client.port, localAddress: here.host, allowHalfOpen: true, noDelay: true });
    this.#socket = socket;
    return new Promise((resolve, reject) => {
      const stopLimit = link.clock.after(CLIENT_DIAL_LIMIT_MS, () => socket.destroy());
      socket.once("connect", () => { stopLimit(); resolve(socket); }).on("error", () => undefined);
      socket.once("close", () => { stopLimit(); reject(new Failed({ code: "ftp.client-unreachable", client: at(client) })); });
    });
  }

  /** Wait for as long as bytes still reach the client. */
  async #deliver(): Promise<void> {
    this.gate?.shut();
    if (this.#carried === undefined || this.#isDelivered) return;
    let before: number;
    do before = this.passed;
    while (!(await this.#deliveredWithin(DELIVERY_STEP_MS)) && this.passed > before);
  }

  #deliveredWithin(milliseconds: number): Promise<boolean> {
    return new Promise((resolve) => {
      const stop = this.task.link.clock.after(milliseconds, () => resolve(false));
      void this.#delivered.then(() => { stop(); resolve(true); });
    });
  }
}
