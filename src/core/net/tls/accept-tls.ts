import type { Socket } from "node:net";
import { TLSSocket, type SecureContext } from "node:tls";
import { FailureError, type Failure } from "../../../shared/status/failure.js";
import type { Clock } from "../../environment.js";
import { unmappedAddress } from "../../ftp/passive-endpoint.js";
import { printableExcerpt } from "../../ftp/reply.js";
import { reuseReadBuffer } from "../read-buffer.js";
import { setPlainSocket } from "../reset-socket.js";
import { withCloseNotify } from "./close-notify.js";
import { StreamBytes } from "./stream-bytes.js";

/** How long a client may take for the handshake. Milliseconds. */
const HANDSHAKE_LIMIT_MS = 20_000;

/** A client that does not trust the certificate says so by one of these (RFC 8446 section 6.2). */
const UNTRUSTED =
  /ALERT_(?:UNKNOWN_CA|BAD_CERTIFICATE|CERTIFICATE_UNKNOWN|CERTIFICATE_EXPIRED|UNSUPPORTED_CERTIFICATE)/;
/** What Node and OpenSSL call it when the two have no version or cipher in common. */
const TOO_OLD = /UNSUPPORTED_PROTOCOL|PROTOCOL_VERSION|NO_SHARED_CIPHER|VERSION_TOO_LOW|HANDSHAKE_FAILURE/;

/** How TLS with a client is begun. */
export interface AcceptTlsOptions {
  readonly context: SecureContext;
  /** An end without close_notify counts as an end; else it breaks the socket, which then closes without `end`. */
  readonly mayEndWithoutCloseNotify: boolean;
  readonly clock: Clock;
  /** How long the handshake may take. Milliseconds. */
  readonly limitMs?: number;
}

/**
 * Begin TLS with a client, as its server: of a data connection too, whoever dialled (RFC 4217 section 7). Sessions are
 * resumed by tickets, since all connections of one certificate share a context; ALPN's `ftp` and `ftp-data` need no answer.
 *
 * @param accepted paused, half-open, with its `error` listener
 * @returns the socket to go on with, which has the addresses of the one beneath, and is paused
 * @throws Failed `ftp.client-tls-failed`; the client is gone then
 */
export function acceptTls(
  accepted: Socket,
  { context, mayEndWithoutCloseNotify, clock, limitMs = HANDSHAKE_LIMIT_MS }: AcceptTlsOptions,
): Promise<Socket> {
  const client = unmappedAddress(accepted.remoteAddress);
  const bytes = new StreamBytes(Object.assign(accepted, { close: () => accepted.destroy() }));
  reuseReadBuffer(accepted, () => bytes.readableLength > 0); // TLS copies what it is given
  const { socket, hasCloseNotify } = withCloseNotify(
    bytes,
    () => new TLSSocket(bytes, { isServer: true, secureContext: context, requestCert: false }),
    "secure",
    mayEndWithoutCloseNotify,
  );
  setPlainSocket(socket, accepted);
  // TLS over a stream knows no addresses
  for (const name of ["remoteAddress", "remotePort", "localAddress", "localPort"] as const)
    Object.defineProperty(socket, name, { value: accepted[name] });
  accepted.once("close", () => {
    // who uploads and never reads leaves our tickets unread, so that the system breaks the connection behind the last byte
    if (!accepted.readableEnded && !hasCloseNotify())
      socket.destroy(accepted.errored ?? new Error("the connection broke"));
  });
  return new Promise((resolve, reject) => {
    const fail = (cause: ClientTlsCause, detail = "") => {
      cancelTimeout();
      socket.destroy();
      reject(new FailureError({ code: "ftp.client-tls-failed", client, cause, detail }));
    };
    const cancelTimeout = clock.setTimeout(limitMs, () => fail("timed-out"));
    // Node tells a server's socket of errors by this one alone, those behind the handshake with them
    const onError = (error: NodeJS.ErrnoException & { readonly reason?: string }) => {
      const name = `${error.code ?? ""} ${error.reason ?? ""}`.toUpperCase().replaceAll(" ", "_");
      const detail = printableExcerpt(error.reason ?? error.code ?? error.message);
      const others = TOO_OLD.test(name) ? "too-old" : "other";
      fail(UNTRUSTED.test(name) ? "untrusted" : others, detail);
    };
    socket.on("_tlsError", onError);
    socket.once("error", onError).once("close", () => fail("closed"));
    socket.once("secure", () => {
      cancelTimeout();
      resolve(socket);
    });
  });
}

type ClientTlsCause = Extract<Failure, { code: "ftp.client-tls-failed" }>["cause"];
