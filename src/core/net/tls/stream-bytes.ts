import { Duplex } from "node:stream";
import type { TLSSocket } from "node:tls";
import { setBytesBeneath } from "../unread-in-tls.js";
import { JoinBuffer } from "./join-buffer.js";

/** What TLS can be spoken upon: an SSH channel, or a socket. */
export type ClosableStream = Duplex & { close(): unknown };

/** What Node puts between TLS and a stream of JavaScript. */
interface Wrap {
  /** @returns 0, as uv's calls do */
  doWrite(request: unknown, pieces: readonly Buffer[]): number;
}

/** As much as TLS hands on at a time: ten records of 16 KB. Bytes. */
const JOINED_BYTES = 168 * 1024;
/** Less than this is a dialogue, for which no memory is kept. Bytes. */
const MIN_BULK_BYTES = 32 * 1024;

/** A stream's bytes as a stream that TLS can own: its end is that one's end, and whoever destroys it closes that one. */
export class StreamBytes extends Duplex {
  /** Where pieces are joined, until they have left. */
  readonly #joined = new JoinBuffer(JOINED_BYTES, MIN_BULK_BYTES);

  constructor(private readonly underlying: ClosableStream) {
    super({ allowHalfOpen: true });
    underlying.on("data", (chunk: Buffer) => {
      if (!this.push(chunk)) underlying.pause();
    });
    let hasEnded = false;
    const end = () => {
      if (!hasEnded && !this.destroyed) this.push(null);
      hasEnded = true;
    };
    underlying.once("end", end).once("close", end); // TLS destroys this once all is read
  }

  override _read(): void {
    this.underlying.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: (error?: Error | null) => void): void {
    if (this.underlying.writable) this.underlying.write(chunk, callback);
    else callback(new Error("the stream beneath has ended"));
  }

  /** TLS gives its records piece by piece: joined they make fewer and longer SSH packets, or one call of the system. */
  override _writev(chunks: { readonly chunk: Buffer }[], callback: (error?: Error | null) => void): void {
    const pieces = chunks.map(({ chunk }) => chunk);
    this._write(this.#joined.join(pieces), "binary", callback);
  }

  /**
   * These are the bytes of a TLS socket: take the records of one of its writes as one piece, which Node would give one by one,
   * each with a callback of its own.
   */
  carry(socket: TLSSocket): void {
    setBytesBeneath(socket, this);
    const { _handle: handle } = socket as unknown as { readonly _handle?: { readonly _parentWrap?: Partial<Wrap> } };
    const wrap = handle?._parentWrap;
    if (typeof wrap?.doWrite !== "function") return; // not as in the Node that the tests have followed
    const doWrite = wrap.doWrite.bind(wrap);
    wrap.doWrite = (request, pieces) => doWrite(request, pieces.length > 1 ? [this.#joined.join(pieces)] : pieces);
  }

  override _final(callback: (error?: Error | null) => void): void {
    if (this.underlying.writable) this.underlying.end(() => callback());
    else callback();
  }

  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    this.underlying.resume(); // ssh2 tells of `close` only behind the last byte
    this.underlying.close();
    callback(error);
  }
}
