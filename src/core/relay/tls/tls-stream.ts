import { isIP } from "node:net";
import { Duplex } from "node:stream";
import { connect, type SecureContext, type TLSSocket } from "node:tls";

/** What TLS may run over: a channel of SSH. */
export type ClosableStream = Duplex & { close(): void };

/** TLS over a channel, which may be used in the channel's place. */
export type TlsStream = TLSSocket & { close(): void };

/** How one connection in TLS is begun. */
export interface TlsStreamOptions {
  /** The server's name or address, which its certificate is compared with. */
  readonly host: string;
  readonly context: SecureContext;
  /** To be resumed (RFC 5246 section 7.3, RFC 8446 section 2.2). */
  readonly session?: Buffer | undefined;
  /** An end without close_notify counts as an end; else it breaks the stream, which then closes without `end`. */
  readonly mayEndWithoutCloseNotify: boolean;
}

/**
 * Begin TLS as its client. The certificate is not judged here: `authorized` and `authorizationError` say what the context's
 * authorities hold of it.
 *
 * Whether the server has ended what it sends, or somebody has cut it off, is told by close_notify alone (RFC 8446 section
 * 6.1), of which Node's own `end` says nothing: it comes for both. So the end of the channel's bytes is looked at before TLS
 * is told of it. Once our side has ended its own, as behind an upload, the server may go as it likes.
 */
export function wrapInTls(
  channel: ClosableStream,
  { host, context, session, mayEndWithoutCloseNotify }: TlsStreamOptions,
): TlsStream {
  const bytes = new ChannelBytes(channel);
  let isSecure = false;
  let hasCloseNotify = false;
  bytes.once("end", () => {
    const mayEnd = isSecure && (mayEndWithoutCloseNotify || socket.writableEnded);
    if (!hasCloseNotify && !mayEnd) socket.destroy();
  }); // before TLS itself listens for it
  const socket = connect({
    socket: bytes,
    secureContext: context,
    rejectUnauthorized: false,
    host,
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ...(session === undefined ? {} : { session }),
  });
  const push = socket.push.bind(socket);
  socket.push = (chunk, encoding) => {
    if (chunk !== null) return push(chunk, encoding);
    hasCloseNotify = true;
    // Node would tell of the end at once, though nobody reads yet
    if (socket.readableFlowing === null) socket.once("resume", () => push(null));
    else push(null);
    return false;
  };
  socket.once("secureConnect", () => {
    isSecure = true;
  });
  socket.on("error", () => undefined); // `close` without `end` tells it
  socket.once("end", () => socket.end()); // close_notify is answered (RFC 5246 section 7.2.1)
  return Object.assign(socket, { close: () => void socket.destroy() });
}

/** A channel's bytes as a stream that TLS can own: its end is the channel's end of file, and whoever destroys it closes the channel. */
class ChannelBytes extends Duplex {
  constructor(private readonly channel: ClosableStream) {
    super({ allowHalfOpen: true });
    channel.on("data", (chunk: Buffer) => {
      if (!this.push(chunk)) channel.pause();
    });
    let hasEnded = false;
    const end = () => {
      if (!hasEnded && !this.destroyed) this.push(null);
      hasEnded = true;
    };
    channel.once("end", end).once("close", end); // TLS destroys this once all is read
  }

  override _read(): void {
    this.channel.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, callback: (error?: Error | null) => void): void {
    if (this.channel.writable) this.channel.write(chunk, callback);
    else callback(new Error("the channel has ended"));
  }

  override _final(callback: (error?: Error | null) => void): void {
    if (this.channel.writable) this.channel.end(() => callback());
    else callback();
  }

  override _destroy(error: Error | null, callback: (error: Error | null) => void): void {
    this.channel.resume(); // ssh2 tells of `close` only behind the last byte
    this.channel.close();
    callback(error);
  }
}
