import type { Socket } from "node:net";
import type { Endpoint } from "../../shared/profile/endpoint.js";
import type { Clock } from "../environment.js";
import { CommandReader, LONE_CR_LIMIT_MS } from "../ftp/command-reader.js";
import { LineTooLongError, type FtpCommand } from "../ftp/command.js";
import { unmappedAddress } from "../ftp/passive-endpoint.js";
import { resetSocket } from "../net/reset-socket.js";

/** What happens on a client leg. */
export interface ClientLegListener {
  onCommands(commands: readonly FtpCommand[], bytes: number): void;
  /** A line was longer than any command may be; nothing more is read. */
  onEndlessLine(): void;
  /** No command will follow. */
  onEnd(): void;
  /** It can take replies again. */
  onDrain(): void;
}

/** The client's side of a control connection: commands come in, replies go out. */
export class ClientLeg {
  /** The address that the client dialled. */
  readonly here: Endpoint;
  /** The client's own. */
  readonly peer: Endpoint;
  readonly #reader = new CommandReader();
  #cancelTimeout: () => void = () => undefined;
  /** Resolves when the socket is closed. */
  readonly closed: Promise<void>;

  /** @param socket accepted, paused, half-open, with its `error` listener */
  constructor(
    private readonly socket: Socket,
    private readonly listener: ClientLegListener,
    private readonly clock: Clock,
  ) {
    this.here = { host: unmappedAddress(socket.localAddress), port: socket.localPort ?? 0 };
    this.peer = { host: unmappedAddress(socket.remoteAddress), port: socket.remotePort ?? 0 };
    this.closed = new Promise((resolve) =>
      socket.once("close", () => {
        this.#cancelTimeout();
        resolve();
      }),
    );
    socket.on("data", (chunk) => this.#read(chunk));
    socket.once("end", () => {
      this.#endLine();
      listener.onEnd();
    });
    socket.on("drain", () => listener.onDrain());
  }

  /** Whether it is slow to take the replies that it was told. */
  get isBehind(): boolean {
    return this.socket.writableNeedDrain;
  }

  get isClosed(): boolean {
    return this.socket.destroyed;
  }

  /** Read on, or wait. */
  read(on: boolean): void {
    if (on) this.socket.resume();
    else this.socket.pause();
  }

  /** Pass text on to the client, as latin1. @returns when it can take more; nothing where that is at once */
  write(raw: string): Promise<void> | undefined {
    if (!this.socket.writable) return undefined;
    this.#joinWrites();
    if (this.socket.write(raw, "latin1")) return undefined;
    return new Promise((resolve) => this.socket.once("drain", resolve).once("close", resolve));
  }

  /** No reply will follow. */
  end(): void {
    this.socket.end();
  }

  /** Take no more commands, pass this last reply on, and end. */
  hangUp(raw: string): void {
    this.#cancelTimeout();
    this.socket.removeAllListeners("data").resume();
    if (this.socket.writable) this.socket.end(raw, "latin1");
  }

  /** Break it, so that the client sees it. */
  cut(): void {
    resetSocket(this.socket);
  }

  /** A line that came as urgent data lacks its LF, which silence tells. */
  #read(chunk: Buffer): void {
    this.#cancelTimeout();
    try {
      const commands = this.#reader.take(chunk.toString("latin1"));
      if (this.#reader.awaitsLineFeed)
        this.#cancelTimeout = this.clock.setTimeout(LONE_CR_LIMIT_MS, () => this.#endLine());
      this.listener.onCommands(commands, chunk.length);
    } catch (thrown) {
      if (!(thrown instanceof LineTooLongError)) throw thrown;
      this.listener.onEndlessLine();
    }
  }

  /** What came together goes on together: some programs tell a greeting of two replies from two answers by that. */
  #joinWrites(): void {
    if (this.socket.writableCorked > 0) return;
    this.socket.cork();
    process.nextTick(() => this.socket.uncork());
  }

  #endLine(): void {
    const commands = this.#reader.endLine();
    if (commands.length > 0) this.listener.onCommands(commands, 0);
  }
}
