import { connect, Socket, type OnReadOpts, type TcpNetConnectOpts } from "node:net";
import { isTuningEnabled } from "../system/is-tuning-enabled.js";

/** What a connection begins with: most have little to say, and some wait for days. Bytes. */
const INITIAL_BUFFER_BYTES = 8 * 1024;
/** What the system is asked for at a time where the readers may keep the bytes; node's own measure. Bytes. */
const FRESH_BUFFER_BYTES = 64 * 1024;
/** What the system is asked for at a time where the bytes are copied at once: fewer calls, and fewer packets that are cut in two. Two writes of SFTP (`MAX_WRITE_BYTES`). Bytes. */
const REUSED_BUFFER_BYTES = 254 * 1024;
/** A read that is no longer is cheaper to copy than to watch, and must not hold a whole buffer. Bytes. */
const SHORT_READ_BYTES = 8 * 1024;

/** What one connection may bring in one turn of the event loop; then others have theirs. A millisecond's work. Bytes. */
const MAX_TURN_BYTES = 128 * 1024;

/** What may be asked of those who read. */
export interface BufferRetention {
  /** Whether each read must be copied, since whoever takes it keeps parts of it. */
  readonly mustCopy: () => boolean;
  /** Asked at the end of each read: whether somebody may still look at these bytes, which have just been taken. */
  readonly isRetained: (bytes: ArrayBufferLike) => boolean;
}

/**
 * Reads a socket into one buffer again and again, for as long as nobody keeps what was read.
 *
 * Node makes a new buffer for each read. A bulk transfer fills a gigabyte of them in a few seconds, all outside the
 * heap, and the collector, which hears of each, takes a quarter of the time that the transfer has.
 */
export class ReadBuffer {
  #buffer = Buffer.allocUnsafeSlow(INITIAL_BUFFER_BYTES);
  #retention: BufferRetention | undefined;
  /** Bytes of this turn; libuv reads a connection on as long as each read fills the buffer, up to 32 times. */
  #turnBytes = 0;

  /** A socket that reads this way; what comes is told as `data`, as ever. */
  connect(options: TcpNetConnectOpts): Socket {
    const socket: Socket = connect({ ...options, onread: this.#onread(() => socket) });
    return socket;
  }

  /**
   * A socket that reads this way in place of one that a server has accepted, paused. Node lets only those read this way that it dials, so
   * the handle moves to another socket; the server still waits for this one when it closes.
   *
   * @returns `accepted` itself where Node does not fit
   */
  wrapAccepted(accepted: Socket): Socket {
    const inside = accepted as unknown as { _handle?: { useUserBuffer?: unknown; reading?: boolean } | null };
    const handle = inside._handle;
    if (typeof handle?.useUserBuffer !== "function" || handle.reading === true) return accepted;
    inside._handle = null;
    const options = {
      handle,
      allowHalfOpen: accepted.allowHalfOpen,
      pauseOnCreate: true,
      onread: this.#onread(() => socket),
    };
    const socket: Socket = new Socket(options);
    socket.once("close", () => accepted.destroy());
    return socket;
  }

  /** From now on a buffer is used again where that can be seen to be safe; until then every read is copied. */
  setRetention(retention: BufferRetention): void {
    this.#retention = retention;
  }

  #onread(socket: () => Socket): OnReadOpts {
    return { buffer: () => this.#buffer, callback: (bytes) => this.#handleRead(socket(), bytes) };
  }

  /** @returns whether to read on */
  #handleRead(socket: Socket, length: number): boolean {
    const chunk = this.#buffer.subarray(0, length);
    const isFull = length === this.#buffer.length;
    this.#turnBytes = isFull ? this.#turnBytes + length : 0;
    if (socket.readableFlowing !== true || socket.readableLength > 0) {
      if (isFull) this.#allocate(FRESH_BUFFER_BYTES);
      return socket.push(isFull ? chunk : Buffer.from(chunk));
    }
    if (this.#retention === undefined || length <= SHORT_READ_BYTES || this.#retention.mustCopy()) {
      if (isFull) this.#allocate(FRESH_BUFFER_BYTES);
      socket.emit("data", isFull ? chunk : Buffer.from(chunk));
      this.#retention?.isRetained(chunk.buffer);
      return this.#canReadOn(socket);
    }
    socket.emit("data", chunk);
    if (this.#retention.isRetained(this.#buffer.buffer)) this.#allocate(FRESH_BUFFER_BYTES);
    else if (isFull && this.#buffer.length < REUSED_BUFFER_BYTES) this.#allocate(REUSED_BUFFER_BYTES);
    return this.#canReadOn(socket);
  }

  /** What is left waits for the next turn. */
  #canReadOn(socket: Socket): boolean {
    if (this.#turnBytes < MAX_TURN_BYTES) return true;
    this.#turnBytes = 0;
    setImmediate(() => {
      if (!socket.destroyed && socket.readableFlowing === true) socket.resume();
    });
    return false;
  }

  #allocate(size: number): void {
    this.#buffer = Buffer.allocUnsafeSlow(size);
  }
}

const wrapped = new WeakMap<Socket, ReadBuffer>();

/** Have an accepted connection read this way, as soon as `reuseReadBuffer` says that it may. @param accepted paused @returns the socket to go on with */
export function wrapAccepted(accepted: Socket): Socket {
  if (!isTuningEnabled) return accepted;
  const readBuffer = new ReadBuffer();
  const socket = readBuffer.wrapAccepted(accepted);
  wrapped.set(socket, readBuffer);
  return socket;
}

/** Its reader copies each chunk at once. @param isRetained asked after each whether the reader had to keep it all the same */
export function reuseReadBuffer(socket: Socket, isRetained: () => boolean): void {
  wrapped.get(socket)?.setRetention({ mustCopy: () => false, isRetained });
}
