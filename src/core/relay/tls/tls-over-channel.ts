import { isIP } from "node:net";
import { connect, type SecureContext, type TLSSocket } from "node:tls";
import { withCloseNotify } from "../../net/tls/close-notify.js";
import { StreamBytes, type ClosableStream } from "../../net/tls/stream-bytes.js";
import { releaseAfterRead } from "../../ssh/tuning/buffer-release.js";

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

/** Begin TLS as its client. The certificate is not judged here: `authorized` and `authorizationError` say what the context's authorities hold of it. */
export function wrapInTls(
  channel: ClosableStream,
  { host, context, session, mayEndWithoutCloseNotify }: TlsStreamOptions,
): TlsStream {
  const begin = (bytes: StreamBytes) =>
    connect({
      socket: bytes,
      secureContext: context,
      rejectUnauthorized: false,
      host,
      ...(isIP(host) === 0 ? { servername: host } : {}),
      ...(session === undefined ? {} : { session }),
    });
  const bytes = new StreamBytes(channel);
  releaseAfterRead(channel, () => bytes.readableLength === 0); // TLS copies what it is given
  const { socket } = withCloseNotify(bytes, () => begin(bytes), "secureConnect", mayEndWithoutCloseNotify);
  socket.once("end", () => socket.end()); // close_notify is answered (RFC 5246 section 7.2.1)
  return Object.assign(socket, { close: () => void socket.destroy() });
}
