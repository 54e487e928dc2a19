import { Duplex } from "node:stream";

/** What TLS can be spoken upon: an SSH channel, or a socket. */
export type ClosableStream = Duplex & { close(): unknown };

/** A stream's bytes as a stream that TLS can own: its end is the stream's end, and whoever destroys it closes that stream. */
export class StreamBytes extends Duplex {
  constructor(private readonly stream: ClosableStream) {
    super({ allowHalfOpen: true });
    stream.on("data", (chunk: Buffer) => {
      if (!this.push(chunk)) stream.pause();
    });
    let hasEnded = false;
    const end = () => {
      if (!hasEnded && !this.destroyed) this.push(null);
      hasEnded = true;
    };
    stream.once("end", end).once("close", end); // TLS destroys this once all is read
  }

  override _read(): void {
    this.stream.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: (error?: Error | null) => void): void {
    if (this.stream.writable) this.stream.write(chunk, callback);
    else callback(new Error("the stream has ended"));
  }

  override _final(callback: (error?: Error | null) => void): void {
    if (this.stream.writable) this.stream.end(() => callback());
    else callback();
  }

  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    this.stream.resume(); // ssh2 tells of `close` only behind the last byte
    this.stream.close();
    callback(error);
  }
}
