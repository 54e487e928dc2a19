import type { Socket } from "node:net";
import { EndlessLine, takeCommands, type FtpCommand } from "../ftp/command.js";
import { plainAddress } from "../ftp/endpoint.js";
import type { FtpReply } from "../ftp/reply.js";
import type { Place } from "../place.js";
import { breakOff } from "../tunnel/break-off.js";

/** What happens on a client leg. */
export interface ClientLegListener {
  said(commands: readonly FtpCommand[], bytes: number): void;
  /** A line was longer than any command may be; nothing more is read. */
  endless(): void;
  /** No command will follow. */
  ended(): void;
  /** It can take replies again. */
  drained(): void;
}

/** The client's side of a control connection: commands come in, replies go out. */
export class ClientLeg {
  /** The address that the client dialled. */
  readonly here: Place;
  /** The client's own. */
  readonly peer: Place;
  #received = "";
  /** Resolves when the socket is closed. */
  readonly closed: Promise<void>;

  /** @param socket accepted, paused, half-open, with its `error` listener */
  constructor(private readonly socket: Socket, listener: ClientLegListener) {
    this.here = { host: plainAddress(socket.localAddress), port: socket.localPort ?? 0 };
    this.peer = { host: plainAddress(socket.remoteAddress), port: socket.remotePort ?? 0 };
    this.closed = new Promise((resolve) => socket.once("close", resolve));
    socket.on("data", (chunk) => this.#take(chunk, listener));
    socket.once("end", () => listener.ended());
    socket.on("drain", () => listener.drained());
  }

  /** Whether it is slow to take the replies that it was told. */
  get isBehind(): boolean {
    return this.socket.writableNeedDrain;
  }

  /** Read on, or wait. */
  read(on: boolean): void {
    if (on) this.socket.resume();
    else this.socket.pause();
  }

  /** @returns when it can take the next one */
  tell({ raw }: FtpReply): Promise<void> | undefined {
    if (!this.socket.writable || this.socket.write(raw, "latin1")) return undefined;
    return new Promise((resolve) => this.socket.once("drain", resolve).once("close", resolve));
  }

  /** No reply will follow. */
  end(): void {
    this.socket.end();
  }

  /** Take no more commands, tell this last reply, and end. */
  hangUp(last: FtpReply): void {
    this.socket.removeAllListeners("data").resume();
    if (this.socket.writable) this.socket.end(last.raw, "latin1");
  }

  /** Break it, so that the client sees it. */
  cut(): void {
    breakOff(this.socket);
  }

  #take(chunk: Buffer, listener: ClientLegListener): void {
    try {
      const { commands, rest } = takeCommands(this.#received + chunk.toString("latin1"));
      this.#received = rest;
      listener.said(commands, chunk.length);
    } catch (thrown) {
      if (!(thrown instanceof EndlessLine)) throw thrown;
      listener.endless();
    }
  }
}
