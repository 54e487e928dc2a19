import type { Socket } from "node:net";
import type { Endpoint } from "../../../shared/profile/endpoint.js";
import type { Clock } from "../../environment.js";
import type { FtpCommand } from "../../ftp/command.js";
import { ControlInput } from "../../ftp/control-input.js";
import type { ForeignProtocol } from "../../ftp/foreign-protocol.js";
import { unmappedAddress } from "../../ftp/passive-endpoint.js";
import { resetSocket } from "../../net/reset-socket.js";
import { untilDrained } from "../../net/until-drained.js";

/** What happens on a client leg. */
export interface ClientLegListener {
  onCommands(commands: readonly FtpCommand[]): void;
  /** So many bytes have come. */
  onRead(bytes: number): void;
  /** It speaks another protocol; nothing more is read. */
  onForeignProtocol(speaks: ForeignProtocol): void;
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
  #socket: Socket;
  #input: ControlInput;
  #isLoggedIn = false;
  /** Resolves when the socket is closed. */
  readonly closed: Promise<void>;

  /** @param socket accepted, paused, half-open, with its `error` listener; in TLS perhaps */
  constructor(
    socket: Socket,
    private readonly listener: ClientLegListener,
    private readonly clock: Clock,
  ) {
    this.here = { host: unmappedAddress(socket.localAddress), port: socket.localPort ?? 0 };
    this.peer = { host: unmappedAddress(socket.remoteAddress), port: socket.remotePort ?? 0 };
    this.#socket = socket;
    this.#input = this.#listenTo(socket);
    this.closed = new Promise((resolve) =>
      socket.once("close", () => {
        this.#input.end();
        resolve();
      }),
    );
  }

  /** Whether it is slow to take the replies that it was told. */
  get isBehind(): boolean {
    return this.#socket.writableNeedDrain;
  }

  get isClosed(): boolean {
    return this.#socket.destroyed;
  }

  /** Whether commands have come that are not told yet, since they are told while it is read on alone. */
  get hasUnread(): boolean {
    return this.#input.hasUnread;
  }

  /** What it keeps of commands that are not told yet, and of replies that the client has not read. Bytes. */
  get heldBytes(): number {
    return this.#input.keptBytes + this.#socket.writableLength;
  }

  /** Read on, or wait. */
  read(on: boolean): void {
    this.#input.read(on);
  }

  /** Tell nothing more of what has come. */
  forgetUnread(): void {
    this.#input.stop();
  }

  /** Whether more has come than the commands that were told: behind AUTH it came in the clear, and must not count in TLS. */
  get hasMore(): boolean {
    return this.#input.keptBytes > 0 || this.#socket.readableLength > 0;
  }

  /**
   * Go on in TLS, once everything before it is told.
   *
   * @param granted what the client hears last in the clear @throws Failed what `accept` throws; the client is gone then
   */
  async beginTls(granted: string, accept: (socket: Socket) => Promise<Socket>): Promise<void> {
    const plain = this.#socket;
    this.#input.stop();
    plain.removeAllListeners("data").removeAllListeners("end").removeAllListeners("drain").pause();
    plain.write(granted, "latin1");
    this.#socket = await accept(plain);
    this.#input = this.#listenTo(this.#socket);
  }

  get isLoggedIn(): boolean {
    return this.#isLoggedIn;
  }

  /** Whether the server has let it in: until then it is looked at for other protocols. */
  setLoggedIn(isLoggedIn: boolean): void {
    this.#isLoggedIn = isLoggedIn;
    this.#input.setLoggedIn(isLoggedIn);
  }

  /** Pass text on to the client, as latin1. @returns when it can take more; nothing where that is at once */
  write(raw: string): Promise<void> | undefined {
    if (!this.#socket.writable) return undefined;
    this.#joinWrites();
    if (this.#socket.write(raw, "latin1")) return undefined;
    return untilDrained(this.#socket).then(() => undefined);
  }

  /** No reply will follow. */
  end(): void {
    this.#socket.end();
  }

  /** Take no more commands, pass this last reply on, and end. */
  hangUp(raw: string): void {
    this.#input.stop();
    this.#socket.removeAllListeners("data").resume();
    if (this.#socket.writable) this.#socket.end(raw, "latin1");
  }

  /** Break it, so that the client sees it. */
  cut(): void {
    this.#input.stop();
    resetSocket(this.#socket);
  }

  #listenTo(socket: Socket): ControlInput {
    const { listener } = this;
    const input = new ControlInput(this.clock, {
      onCommands: (commands) => listener.onCommands(commands),
      onForeignProtocol: (speaks) => listener.onForeignProtocol(speaks),
      onLineTooLong: () => listener.onEndlessLine(),
      onEnd: () => listener.onEnd(),
      onFlow: (on) => (on ? socket.resume() : socket.pause()),
    });
    socket.on("data", (chunk) => {
      listener.onRead(chunk.length);
      input.push(chunk);
    });
    socket.once("end", () => input.end());
    socket.on("drain", () => listener.onDrain());
    return input;
  }

  /** What came together goes on together: some programs tell a greeting of two replies from two answers by that. */
  #joinWrites(): void {
    if (this.#socket.writableCorked > 0) return;
    const socket = this.#socket;
    socket.cork();
    process.nextTick(() => socket.uncork());
  }
}
