import type { Socket } from "node:net";
import type { TransferStatus } from "../../../shared/status/tunnel-state.js";
import type { Clock } from "../../environment.js";
import { TrafficMeter } from "../../forward/traffic-meter.js";
import type { FtpReply } from "../../ftp/reply.js";
import { reuseReadBuffer } from "../../net/read-buffer.js";
import { untilDrained } from "../../net/until-drained.js";
import { InFlightLimit } from "../../sftp/in-flight-limit.js";
import type { DataConnection } from "./data-connection.js";
import { refusal, singleLineReply } from "../bridge-reply.js";
import type { TransferMemoryBudget } from "./transfer-memory-budget.js";

/** How long a transfer may stand still before it is given up. Milliseconds. */
const STALL_TIMEOUT_MS = 300_000;

/** The client's side of a data connection is broken. */
export class DataConnectionBroken extends Error {}

/** What a transfer is, and what it needs. */
export interface TransferOptions {
  readonly verb: string;
  /** As the client named it. */
  readonly path: string;
  /** Whose it is, of a bridge that has users. */
  readonly user?: string | undefined;
  /** Its name is in a charset that nobody has told. */
  readonly isForeign?: boolean;
  readonly connection: DataConnection;
  readonly clock: Clock;
  readonly memory: TransferMemoryBudget;
  /** The row's meter. */
  readonly meter: Pick<TrafficMeter, "countUp" | "countDown">;
}

/** One transfer under way: its data connection and what has passed through it. */
export class Transfer {
  readonly inFlightLimit: InFlightLimit;
  readonly #meter = new TrafficMeter(() => undefined);
  readonly #since: number;
  #stopWatch: () => void = () => undefined;
  #socket: Socket | undefined;
  #hasStarted = false;
  #aborted: FtpReply | undefined;
  #size: number | undefined;

  constructor(private readonly options: TransferOptions) {
    this.#since = options.clock.now();
    this.inFlightLimit = new InFlightLimit(() => options.memory.bytesPerTransfer, this.now());
    options.memory.addTransfer();
    this.#watchForStall(-1);
  }

  /** Milliseconds by which durations are measured, however the computer's clock is set. */
  readonly now = (): number => this.options.clock.elapsed();

  /** Whether bytes may have moved. */
  get hasStarted(): boolean {
    return this.#hasStarted;
  }

  /** So many bytes are to pass, as far as the file's attributes tell. */
  expectSize(size: number): void {
    this.#size = size;
  }

  /** Wait for the data connection. @throws Failed `ftp.client-unreachable` */
  async connect(): Promise<void> {
    this.#socket ??= await this.options.connection.socket();
  }

  /** Wait for the data connection, and yield the reply that tells the client that bytes will move. @throws Failed `ftp.client-unreachable` */
  async *start(text: string): AsyncGenerator<FtpReply, void> {
    await this.connect();
    const { connection } = this.options;
    // basic-ftp ends an empty file as soon as it hears this, which breaks a handshake of its own that is on its way
    if (this.#socket !== undefined && (await connection.hasBegunTls()))
      this.#socket = await connection.secure(this.#socket);
    this.#hasStarted = true;
    yield singleLineReply(150, text);
    if (this.#socket !== undefined) this.#socket = await connection.secure(this.#socket);
  }

  /** Send bytes to the client; resolves when more may come. @param onFlushed called when these have left @throws DataConnectionBroken */
  async send(bytes: Buffer, onFlushed: () => void = () => undefined): Promise<void> {
    const socket = this.#socket;
    if (socket === undefined || socket.destroyed) throw new DataConnectionBroken();
    this.#meter.countDown(bytes.length);
    this.options.meter.countDown(bytes.length);
    if (socket.write(bytes, onFlushed)) return;
    if (!(await untilDrained(socket))) throw new DataConnectionBroken();
  }

  /** All was sent; resolves when it has left. @throws DataConnectionBroken */
  async finish(): Promise<void> {
    if (this.#socket === undefined || this.#socket.destroyed) throw new DataConnectionBroken();
    await this.options.connection.finish(this.#socket).catch(() => {
      throw new DataConnectionBroken();
    });
  }

  /** Hand on what the client sends, to its clean end; it is read on once `take` has resolved, and the bytes are its own until then. Resolves when the last of them were taken. @throws DataConnectionBroken, and what `take` throws */
  receive(onBytes: (bytes: Buffer) => Promise<void>): Promise<void> {
    const socket = this.#socket;
    if (socket === undefined || socket.destroyed) return Promise.reject(new DataConnectionBroken());
    reuseReadBuffer(socket, () => false);
    return new Promise((resolve, reject) => {
      let taken = Promise.resolve();
      socket.on("data", (bytes) => {
        this.#meter.countUp(bytes.length);
        this.options.meter.countUp(bytes.length);
        socket.pause();
        taken = onBytes(bytes);
        taken.then(() => socket.resume(), reject);
      });
      socket.once("close", () => reject(new DataConnectionBroken()));
      socket.once(
        "end",
        () =>
          void taken.then(
            () => {
              // a paused socket tells its end all the same
              resolve();
              socket.destroySoon(); // it is half-open: nobody else closes our side, and TLS says so by close_notify
            },
            () => undefined,
          ),
      );
      socket.resume();
    });
  }

  /** Break it off: by ABOR, or since the client has gone. */
  abort(reply = singleLineReply(426, "The transfer was broken off, as asked.")): void {
    this.#aborted ??= reply;
    this.options.connection.reset();
  }

  /** The client says nothing more: what has begun goes on by itself. */
  controlEnded(): void {
    this.options.connection.controlEnded();
  }

  /** The reply that its breaking off has; nothing where it was not. */
  get aborted(): FtpReply | undefined {
    return this.#aborted;
  }

  /** @param failed the client must see the connection break, since what came is not whole */
  end(failed: boolean): void {
    this.#stopWatch();
    this.options.memory.removeTransfer();
    if (failed) this.options.connection.reset();
  }

  status(now: number): TransferStatus {
    const { verb, path, user, isForeign } = this.options;
    const speed = this.#meter.speed(now);
    return {
      verb,
      path,
      since: this.#since,
      bytes: this.#transferredBytes,
      speed: speed.up + speed.down,
      ...(user === undefined ? {} : { user }),
      ...(isForeign === true ? { isForeign } : {}),
      ...(this.#size === undefined ? {} : { size: this.#size }),
    };
  }

  get #transferredBytes(): number {
    return this.#meter.bytes.up + this.#meter.bytes.down;
  }

  #watchForStall(before: number): void {
    this.#stopWatch = this.options.clock.setTimeout(STALL_TIMEOUT_MS, () => {
      if (this.#transferredBytes === before)
        this.abort(singleLineReply(426, "Nothing has moved for five minutes; the transfer was given up."));
      else this.#watchForStall(this.#transferredBytes);
    });
  }
}

export const dataConnectionMissing = () => refusal(425, "Ask for a data connection first: PASV, EPSV, PORT or EPRT.");
