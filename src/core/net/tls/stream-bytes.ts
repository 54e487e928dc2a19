import { Duplex } from "node:stream";

/** What TLS can be spoken upon: an SSH channel, or a socket. */
export type Carrier = Duplex & { close(): unknown };

/** A stream's bytes as a stream that TLS can own: its end is the carrier's end, and whoever destroys it closes the carrier. */
export class StreamBytes extends Duplex {
  constructor(private readonly carrier: Carrier) {
    super({ allowHalfOpen: true });
    carrier.on("data", (chunk: Buffer) => {
      if (!this.push(chunk)) carrier.pause();
    });
    let hasEnded = false;
    const end = () => {
      if (!hasEnded && !this.destroyed) this.push(null);
      hasEnded = true;
    };
    carrier.once("end", end).once("close", end); // TLS destroys this once all is read
  }

  override _read(): void {
    this.carrier.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: (error?: Error | null) => void): void {
    if (this.carrier.writable) this.carrier.write(chunk, callback);
    else callback(new Error("the carrier has ended"));
  }

  override _final(callback: (error?: Error | null) => void): void {
    if (this.carrier.writable) this.carrier.end(() => callback());
    else callback();
  }

  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    this.carrier.resume(); // ssh2 tells of `close` only behind the last byte
    this.carrier.close();
    callback(error);
  }
}
