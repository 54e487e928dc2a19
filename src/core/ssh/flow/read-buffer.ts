import { connect, type Socket, type TcpNetConnectOpts } from "node:net";

/** What the system is asked for at a time where ssh2's readers may keep the bytes; node's own measure. Bytes. */
const FRESH = 64 * 1024;
/** The same where the bytes are copied at once: fewer calls, and fewer packets that are cut in two. Bytes. */
const USED_AGAIN = 256 * 1024;
/** A read that is no longer is cheaper to copy than to watch, and must not hold a whole buffer. Bytes. */
const SHORT_READ = 8 * 1024;

/** What may be asked of those who read. */
export interface Keeping {
  /** Whether each read must be copied, since whoever takes it keeps parts of it. */
  readonly isCareful: () => boolean;
  /** Whether somebody may still look at these bytes, which ssh2 has just taken. */
  readonly isKept: (bytes: ArrayBufferLike) => boolean;
}

/**
 * Reads a socket into one buffer again and again, for as long as nobody keeps what was read.
 *
 * Node makes a new buffer for each read. A bulk transfer fills a gigabyte of them in a few seconds, all outside the
 * heap, and the collector, which hears of each, takes a quarter of the time that the transfer has.
 */
export class ReadBuffer {
  #buffer = Buffer.allocUnsafeSlow(FRESH);
  #keeping: Keeping | undefined;

  /** A socket that reads this way; what comes is told as `data`, as ever. */
  connect(options: TcpNetConnectOpts): Socket {
    const socket: Socket = connect({ ...options, onread: { buffer: () => this.#buffer, callback: (bytes) => this.#came(socket, bytes) } });
    return socket;
  }

  /** From now on a buffer is used again where that can be seen to be safe; until then every read is copied. */
  watch(keeping: Keeping): void {
    this.#keeping = keeping;
  }

  /** @returns whether to read on */
  #came(socket: Socket, length: number): boolean {
    const chunk = this.#buffer.subarray(0, length);
    if (socket.readableFlowing !== true || socket.readableLength > 0) return socket.push(Buffer.from(chunk));
    if (this.#keeping === undefined || length <= SHORT_READ || this.#keeping.isCareful()) {
      socket.emit("data", Buffer.from(chunk));
      return true;
    }
    socket.emit("data", chunk);
    if (this.#keeping.isKept(this.#buffer.buffer)) this.#buffer = Buffer.allocUnsafeSlow(FRESH);
    else if (length === FRESH && this.#buffer.length === FRESH) this.#buffer = Buffer.allocUnsafeSlow(USED_AGAIN);
    return true;
  }
}
