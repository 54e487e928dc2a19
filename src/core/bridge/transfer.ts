import type { Socket } from "node:net";
import type { Transfer as TransferStatus } from "../../shared/status/tunnel-state.js";
import type { Clock } from "../environment.js";
import { Meter } from "../forward/meter.js";
import type { FtpReply } from "../ftp/reply.js";
import { readAgain } from "../net/read-buffer.js";
import { Allowance } from "../sftp/in-flight-limit.js";
import type { DataLink } from "./data-connection.js";
import { refuse, say } from "./reply.js";
import type { MemoryShare } from "./transfer-memory.js";

/** How long a transfer may stand still before it is given up. Milliseconds. */
const STANDSTILL_LIMIT_MS = 300_000;

/** The client's side of a data connection is broken. */
export class DataBroken extends Error {}

/** What a transfer needs of the dialogue that it belongs to. */
export interface TransferTask {
  readonly verb: string;
  /** As the client named it. */
  readonly path: string;
  readonly link: DataLink;
  readonly clock: Clock;
  readonly memory: MemoryShare;
  /** The row's meter. */
  readonly meter: Pick<Meter, "up" | "down">;
  /** Sends a preliminary reply. */
  readonly tell: (preliminary: FtpReply) => void;
}

/** One transfer under way: its data connection and what has passed through it. */
export class Transfer {
  readonly allowance: Allowance;
  readonly #meter = new Meter(() => undefined);
  readonly #since: number;
  #stopWatch: () => void = () => undefined;
  #socket: Socket | undefined;
  #hasBegun = false;
  #aborted: FtpReply | undefined;

  constructor(private readonly task: TransferTask) {
    this.#since = task.clock.now();
    this.allowance = new Allowance(() => task.memory.each, this.#since);
    task.memory.enter();
    this.#watch(-1);
  }

  readonly now = (): number => this.task.clock.now();

  /** Whether bytes may have moved. */
  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  /** Wait for the data connection. @throws Failed `ftp.client-unreachable` */
  async connect(): Promise<void> {
    this.#socket ??= await this.task.link.socket();
  }

  /** The same, and tell the client that bytes will move. @throws Failed `ftp.client-unreachable` */
  async begin(text: string): Promise<void> {
    await this.connect();
    this.#hasBegun = true;
    this.task.tell(say(150, text));
  }

  /** Send bytes to the client; resolves when more may come. @param through called when these have left @throws DataBroken */
  async send(bytes: Buffer, through: () => void = () => undefined): Promise<void> {
    const socket = this.#socket;
    if (socket === undefined || socket.destroyed) throw new DataBroken();
    this.#meter.down(bytes.length);
    this.task.meter.down(bytes.length);
    if (socket.write(bytes, through)) return;
    await new Promise<void>((resolve, reject) => {
      const settle = () => {
        socket.off("drain", settle).off("close", settle);
        if (socket.destroyed) reject(new DataBroken());
        else resolve();
      };
      socket.on("drain", settle).on("close", settle);
    });
  }

  /** All was sent; resolves when it has left. @throws DataBroken */
  async finish(): Promise<void> {
    if (this.#socket === undefined || this.#socket.destroyed) throw new DataBroken();
    await this.task.link.finish(this.#socket).catch(() => { throw new DataBroken(); });
  }

  /** Hand on what the client sends, to its clean end; it is read on once `take` has resolved, and the bytes are its own until then. Resolves when the last of them were taken. @throws DataBroken, and what `take` throws */
  receive(take: (bytes: Buffer) => Promise<void>): Promise<void> {
    const socket = this.#socket;
    if (socket === undefined || socket.destroyed) return Promise.reject(new DataBroken());
    readAgain(socket, () => false);
    return new Promise((resolve, reject) => {
      let taken = Promise.resolve();
      socket.on("data", (bytes) => {
        this.#meter.up(bytes.length);
        this.task.meter.up(bytes.length);
        socket.pause();
        taken = take(bytes);
        taken.then(() => socket.resume(), reject);
      });
      socket.once("close", () => reject(new DataBroken()));
      socket.once("end", () => void taken.then(() => { // a paused socket tells its end all the same
        resolve();
        socket.destroy(); // it is half-open: nobody else closes our side
      }, () => undefined));
      socket.resume();
    });
  }

  /** Break it off: by ABOR, or since the client has gone. */
  abort(why = say(426, "The transfer was broken off, as asked.")): void {
    this.#aborted ??= why;
    this.task.link.cut();
  }

  /** The reply that its breaking off has; nothing where it was not. */
  get aborted(): FtpReply | undefined {
    return this.#aborted;
  }

  /** @param failed the client must see the connection break, since what came is not whole */
  end(failed: boolean): void {
    this.#stopWatch();
    this.task.memory.leave();
    if (failed) this.task.link.cut();
  }

  status(now: number): TransferStatus {
    const { verb, path } = this.task;
    const speed = this.#meter.speed(now);
    return { verb, path, since: this.#since, bytes: this.#passed, speed: speed.up + speed.down };
  }

  get #passed(): number {
    return this.#meter.bytes.up + this.#meter.bytes.down;
  }

  #watch(before: number): void {
    this.#stopWatch = this.task.clock.after(STANDSTILL_LIMIT_MS, () => {
      if (this.#passed === before) this.abort(say(426, "Nothing has moved for five minutes; the transfer was given up."));
      else this.#watch(this.#passed);
    });
  }
}

export const noDataConnection = () => refuse(425, "Ask for a data connection first: PASV, EPSV, PORT or EPRT.");
