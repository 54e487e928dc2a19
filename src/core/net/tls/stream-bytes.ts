import { Duplex } from "node:stream";

/** What TLS can be spoken upon: an SSH channel, or a socket. */
export type ClosableStream = Duplex & { close(): unknown };

/** A stream's bytes as a stream that TLS can own: its end is that one's end, and whoever destroys it closes that one. */
export class StreamBytes extends Duplex {
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
