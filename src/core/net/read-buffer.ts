import { connect, Socket, type OnReadOpts, type TcpNetConnectOpts } from "node:net";
import { isOn } from "../system/tuning-switch.js";

/** What a connection begins with: most have little to say, and some wait for days. Bytes. */
const SMALL = 8 * 1024;
/** What the system is asked for at a time where the readers may keep the bytes; node's own measure. Bytes. */
const FRESH = 64 * 1024;
/** The same where the bytes are copied at once: fewer calls, and fewer packets that are cut in two. Two writes of SFTP (`LONGEST_WRITE`). Bytes. */
const USED_AGAIN = 254 * 1024;
/** A read that is no longer is cheaper to copy than to watch, and must not hold a whole buffer. Bytes. */
const SHORT_READ = 8 * 1024;

/** What one connection may bring in one turn of the event loop; then others have theirs. A millisecond's work. Bytes. */
const MOST_IN_A_TURN = 128 * 1024;

/** What may be asked of those who read. */
export interface Keeping {
  /** Whether each read must be copied, since whoever takes it keeps parts of it. */
  readonly isCareful: () => boolean;
  /** Asked at the end of each read: whether somebody may still look at these bytes, which have just been taken. */
  readonly isKept: (bytes: ArrayBufferLike) => boolean;
}

/**
 * Reads a socket into one buffer again and again, for as long as nobody keeps what was read.
 *
 * Node makes a new buffer for each read. A bulk transfer fills a gigabyte of them in a few seconds, all outside the
 * heap, and the collector, which hears of each, takes a quarter of the time that the transfer has.
 */
export class ReadBuffer {
  #buffer = Buffer.allocUnsafeSlow(SMALL);
  #keeping: Keeping | undefined;
  /** Bytes of this turn; libuv reads a connection on as long as each read fills the buffer, up to 32 times. */
  #inTurn = 0;

  /** A socket that reads this way; what comes is told as `data`, as ever. */
  connect(options: TcpNetConnectOpts): Socket {
    const socket: Socket = connect({ ...options, onread: this.#readsFor(() => socket) });
    return socket;
  }

  /**
   * The same for a connection that a server has accepted, paused. Node lets only those read this way that it dials, so
   * the handle moves to another socket; the server still waits for this one when it closes.
   *
   * @returns `accepted` itself where Node does not fit
   */
  adopt(accepted: Socket): Socket {
    const inside = accepted as unknown as { _handle?: { useUserBuffer?: unknown; reading?: boolean } | null };
    const handle = inside._handle;
    if (typeof handle?.useUserBuffer !== "function" || handle.reading === true) return accepted;
    inside._handle = null;
    const options = { handle, allowHalfOpen: accepted.allowHalfOpen, pauseOnCreate: true, onread: this.#readsFor(() => socket) };
    const socket: Socket = new Socket(options);
    socket.once("close", () => accepted.destroy());
    return socket;
  }

  /** From now on a buffer is used again where that can be seen to be safe; until then every read is copied. */
  watch(keeping: Keeping): void {
    this.#keeping = keeping;
  }

  #readsFor(socket: () => Socket): OnReadOpts {
    return { buffer: () => this.#buffer, callback: (bytes) => this.#came(socket(), bytes) };
  }

  /** @returns whether to read on */
  #came(socket: Socket, length: number): boolean {
    const chunk = this.#buffer.subarray(0, length);
    const isFull = length === this.#buffer.length;
    this.#inTurn = isFull ? this.#inTurn + length : 0;
    if (socket.readableFlowing !== true || socket.readableLength > 0) {
      if (isFull) this.#next(FRESH);
      return socket.push(isFull ? chunk : Buffer.from(chunk));
    }
    if (this.#keeping === undefined || length <= SHORT_READ || this.#keeping.isCareful()) {
      if (isFull) this.#next(FRESH);
      socket.emit("data", isFull ? chunk : Buffer.from(chunk));
      this.#keeping?.isKept(chunk.buffer);
      return this.#mayReadOn(socket);
    }
    socket.emit("data", chunk);
    if (this.#keeping.isKept(this.#buffer.buffer)) this.#next(FRESH);
    else if (isFull && this.#buffer.length < USED_AGAIN) this.#next(USED_AGAIN);
    return this.#mayReadOn(socket);
  }

  /** What is left waits for the next turn. */
  #mayReadOn(socket: Socket): boolean {
    if (this.#inTurn < MOST_IN_A_TURN) return true;
    this.#inTurn = 0;
    setImmediate(() => { if (!socket.destroyed && socket.readableFlowing === true) socket.resume(); });
    return false;
  }

  #next(size: number): void {
    this.#buffer = Buffer.allocUnsafeSlow(size);
  }
}

const adopted = new WeakMap<Socket, ReadBuffer>();

/** Have an accepted connection read this way, as soon as `readAgain` says that it may. @param accepted paused @returns the socket to go on with */
export function adopt(accepted: Socket): Socket {
  if (!isOn) return accepted;
  const reads = new ReadBuffer();
  const socket = reads.adopt(accepted);
  adopted.set(socket, reads);
  return socket;
}

/** Its reader copies each chunk at once. @param isKept asked after each whether the reader had to keep it all the same */
export function readAgain(socket: Socket, isKept: () => boolean): void {
  adopted.get(socket)?.watch({ isCareful: () => false, isKept });
}
