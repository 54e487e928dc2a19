import type { Socket } from "node:net";
import type { Endpoint } from "../../../shared/profile/endpoint.js";
import type { Clock } from "../../environment.js";
import type { FtpCommand } from "../../ftp/command.js";
import { ControlInput } from "../../ftp/control-input.js";
import type { ForeignProtocol } from "../../ftp/detect-foreign-protocol.js";
import { unmappedAddress } from "../../ftp/passive-endpoint.js";
import { isInTls, resetSocket } from "../reset-socket.js";
import { untilDrained } from "../until-drained.js";
import { unreadInTls } from "../unread-in-tls.js";

/** What a control socket tells. */
export interface ControlSocketListener {
  /** So many bytes have come. */
  onRead(bytes: number): void;
  onCommands(commands: readonly FtpCommand[]): void;
  /** The client speaks another protocol; nothing more is read. */
  onForeignProtocol(speaks: ForeignProtocol): void;
  /** A line was longer than any command may be; nothing more is read. */
  onLineTooLong(): void;
  /** No command will follow. */
  onEnd(): void;
  /** The client has read what waited for it. */
  onDrain(): void;
}

/**
 * The socket of an FTP client's control connection, to a relay or a bridge: its bytes become commands, replies are written
 * to it, in TLS once that has begun.
 */
export class ControlSocket {
  /** The address that the client dialled. */
  readonly local: Endpoint;
  /** The client's own address. */
  readonly peer: Endpoint;
  /** The socket whose bytes are FTP: in TLS, the one above the accepted one. */
  #socket: Socket;
  #input: ControlInput;
  /** Resolves when the connection is gone. */
  readonly closed: Promise<void>;

  /** @param socket accepted, paused, half-open, with its `error` listener; in TLS perhaps. It is not read until `read` says so */
  constructor(
    socket: Socket,
    private readonly listener: ControlSocketListener,
    private readonly clock: Clock,
  ) {
    this.local = { host: unmappedAddress(socket.localAddress), port: socket.localPort ?? 0 };
    this.peer = { host: unmappedAddress(socket.remoteAddress), port: socket.remotePort ?? 0 };
    this.#socket = socket;
    this.closed = new Promise((resolve) => socket.once("close", () => resolve()));
    this.#input = this.#listenTo(socket);
  }

  get isInTls(): boolean {
    return isInTls(this.#socket);
  }

  get isClosed(): boolean {
    return this.#socket.destroyed;
  }

  /** Whether a reply could still be sent. */
  get isWritable(): boolean {
    return this.#socket.writable;
  }

  /** Whether so much waits for the client that it is to get no more. */
  get isFull(): boolean {
    return this.#socket.writableNeedDrain;
  }

  /** Whether commands have come that were not told, since they are told only while the client is read on. */
  get hasUnread(): boolean {
    return this.#input.hasUnread;
  }

  /** Whether anything has come behind the last command that was told, were it a part of a line. */
  get hasMore(): boolean {
    return this.#input.keptBytes > 0 || this.#socket.readableLength > 0;
  }

  /** What it holds in memory, of commands that were not told and replies that were not read, in TLS as well. Bytes. */
  get heldBytes(): number {
    return this.#input.keptBytes + this.#socket.writableLength + unreadInTls(this.#socket);
  }

  /** Whether the client was let in: until then it is looked at for other protocols. */
  get isLoggedIn(): boolean {
    return this.#input.isLoggedIn;
  }

  setLoggedIn(isLoggedIn: boolean): void {
    this.#input.setLoggedIn(isLoggedIn);
  }

  /** Read the client on, or let it wait. */
  read(on: boolean): void {
    this.#input.read(on);
  }

  /** The client sends nothing more: a line that has no end is one all the same. */
  endInput(): void {
    this.#input.end();
  }

  /** Tell nothing more of what has come or comes. */
  ignoreInput(): void {
    this.#input.stop();
  }

  /** Write text to the client, as latin1; what cannot be written any more is dropped. */
  write(raw: string): void {
    if (this.#socket.writable) this.#socket.write(raw, "latin1");
  }

  /** Write in one piece what is written in this turn of the event loop. */
  cork(): void {
    const socket = this.#socket;
    if (socket.writableCorked > 0 || !socket.writable) return;
    socket.cork();
    process.nextTick(() => socket.uncork());
  }

  /** Resolves when the client has read what was written too much, or is gone. */
  async untilDrained(): Promise<void> {
    await untilDrained(this.#socket);
  }

  /** Write a last text in the clear, and go on in TLS behind it. @throws what `accept` throws */
  async beginTls(granted: string, accept: (plain: Socket) => Promise<Socket>): Promise<void> {
    const plain = this.#socket;
    this.#input.stop();
    plain.removeAllListeners("data").removeAllListeners("end").removeAllListeners("drain").pause();
    this.write(granted);
    this.#socket = await accept(plain);
    this.#input = this.#listenTo(this.#socket);
  }

  /** No reply will follow. */
  end(): void {
    this.#socket.end();
  }

  /** Take no more commands, and end it behind the last reply. */
  hangUp(): void {
    this.#input.stop();
    this.#socket.removeAllListeners("data").resume().end();
  }

  /** Close it after so many milliseconds, whatever waits for the client then. @returns what cancels that */
  destroyAfter(milliseconds: number): () => void {
    const cancel = this.clock.setTimeout(milliseconds, () => this.#socket.destroy());
    void this.closed.then(cancel);
    return cancel;
  }

  /** Break it off, so that the client sees it. */
  reset(): void {
    this.#input.stop();
    resetSocket(this.#socket);
  }

  #listenTo(socket: Socket): ControlInput {
    const { listener } = this;
    const input = new ControlInput(this.clock, {
      onCommands: (commands) => listener.onCommands(commands),
      onForeignProtocol: (speaks) => listener.onForeignProtocol(speaks),
      onLineTooLong: () => listener.onLineTooLong(),
      onEnd: () => listener.onEnd(),
      onFlow: (on) => (on ? socket.resume() : socket.pause()),
    });
    socket
      .on("data", (chunk) => {
        listener.onRead(chunk.length);
        input.push(chunk);
      })
      .on("end", () => input.end())
      .on("drain", () => listener.onDrain());
    return input;
  }
}
