import type { Socket } from "node:net";
import type { Clock } from "../../environment.js";
import type { Meter } from "../../forward/meter.js";
import type { FtpCommand } from "../../ftp/command.js";
import { ControlInput } from "../../ftp/control-input.js";
import type { ForeignProtocol } from "../../ftp/foreign-protocol.js";
import type { FtpReply } from "../../ftp/reply.js";
import { resetSocket } from "../../net/reset-socket.js";
import { untilDrained } from "../../net/until-drained.js";

/** How long a client may leave its replies unread, and keep a connection that has ended here. Milliseconds. */
const UNREAD_REPLY_TIMEOUT_MS = 5 * 60_000;

/** What a control socket tells. */
export interface ControlSocketListener {
  onCommands(commands: readonly FtpCommand[]): void;
  /** It speaks another protocol, and nothing more is heard of it. */
  onForeignProtocol(speaks: ForeignProtocol): void;
  /** A line was longer than any command may be, and nothing more is heard. */
  onLineTooLong(): void;
  /** No command will follow. */
  onEnd(): void;
  /** The client has read what waited for it. */
  onDrain(): void;
}

/** What a control socket counts and waits by. */
interface ControlSocketOptions {
  readonly clock: Clock;
  /** How replies are written, whose names are as the gateway has them. */
  readonly encode: (reply: string) => string;
  readonly meter: Pick<Meter, "countUp" | "countDown">;
  readonly listener: ControlSocketListener;
}

/** The socket of one client's control connection: its bytes become commands, replies become bytes, in TLS once that has begun. */
export class ControlSocket {
  /** The client as its bytes are meant. */
  #socket: Socket;
  #input: ControlInput;
  /** Resolves when the connection is gone. */
  readonly closed: Promise<void>;

  /** @param socket it is not read until `read` says so */
  constructor(
    socket: Socket,
    private readonly options: ControlSocketOptions,
  ) {
    this.#socket = socket;
    this.closed = new Promise((resolve) => socket.once("close", () => resolve()));
    this.#input = this.#listenTo(socket);
  }

  /** Write a reply; what cannot be written any more is dropped. */
  send({ raw }: FtpReply): void {
    if (!this.#socket.writable) return;
    const encoded = this.options.encode(raw);
    this.options.meter.countDown(encoded.length);
    this.#socket.write(encoded, "latin1");
  }

  /** Whether so much waits for the client that it is to get no more. */
  get isFull(): boolean {
    return this.#socket.writableNeedDrain;
  }

  /** Wait until the client has read its replies; who does not is cut off. */
  async untilRead(): Promise<void> {
    const cancelTimeout = this.#destroyAfter(UNREAD_REPLY_TIMEOUT_MS);
    await untilDrained(this.#socket);
    cancelTimeout();
  }

  /** Hear the client on, or let it wait. */
  read(on: boolean): void {
    this.#input.read(on);
  }

  /** Whether the client was let in: what follows is not looked at for another protocol. */
  setLoggedIn(isLoggedIn: boolean): void {
    this.#input.setLoggedIn(isLoggedIn);
  }

  /** Whether something has come that was not told as a command. */
  get hasUnread(): boolean {
    return this.#input.hasUnread;
  }

  /** Whether anything has come behind the last command, were it a part of a line. */
  get hasMore(): boolean {
    return this.#input.keptBytes > 0 || this.#socket.readableLength > 0;
  }

  /** What it holds in memory, of commands that were not told and replies that were not read. */
  get heldBytes(): number {
    return this.#input.keptBytes + this.#socket.writableLength;
  }

  /** The client sends nothing more: a line that has no end is one all the same. */
  endInput(): void {
    this.#input.end();
  }

  /** Hear nothing more. */
  ignoreInput(): void {
    this.#input.stop();
  }

  /** Send a reply, and go on in TLS behind it. @throws what `accept` throws */
  async beginTls(granted: FtpReply, accept: (plain: Socket) => Promise<Socket>): Promise<void> {
    const plain = this.#socket;
    this.#input.stop();
    plain.removeAllListeners("data").removeAllListeners("end").removeAllListeners("drain").pause();
    this.send(granted);
    this.#socket = await accept(plain);
    this.#input = this.#listenTo(this.#socket);
  }

  /** Hear nothing more, and end it behind the last reply. @param limitMs how long the client may keep it then */
  hangUp(limitMs = UNREAD_REPLY_TIMEOUT_MS): void {
    this.#input.stop();
    this.#socket.resume().end();
    this.#destroyAfter(limitMs);
  }

  /** Break it off, so that the client sees it. */
  reset(): void {
    this.#input.stop();
    resetSocket(this.#socket);
  }

  #destroyAfter(milliseconds: number): () => void {
    const cancel = this.options.clock.setTimeout(milliseconds, () => this.#socket.destroy());
    void this.closed.then(cancel);
    return cancel;
  }

  #listenTo(socket: Socket): ControlInput {
    const { clock, meter, listener } = this.options;
    const input = new ControlInput(clock, {
      onCommands: (commands) => listener.onCommands(commands),
      onForeignProtocol: (speaks) => listener.onForeignProtocol(speaks),
      onLineTooLong: () => listener.onLineTooLong(),
      onEnd: () => listener.onEnd(),
      onFlow: (on) => (on ? socket.resume() : socket.pause()),
    });
    socket
      .on("data", (chunk) => {
        meter.countUp(chunk.length);
        input.push(chunk);
      })
      .on("end", () => input.end())
      .on("drain", () => listener.onDrain());
    return input;
  }
}
