import type { Duplex } from "node:stream";
import { createSecureContext, type SecureContext } from "node:tls";
import type { Found } from "../../../shared/check/finding.js";
import type { Endpoint } from "../../../shared/profile/endpoint.js";
import type { TlsCertificate } from "../../../shared/profile/tls-certificate.js";
import { FailureError } from "../../../shared/status/failure.js";
import type { FailureOf } from "../../../shared/words/message-types.js";
import { formatEndpoint } from "../../../shared/words/words.js";
import type { Clock } from "../../environment.js";
import { isPositive } from "../../ftp/reply.js";
import { certificateOf } from "../../relay/tls/certificate-facts.js";
import { completeHandshake } from "../../relay/tls/complete-handshake.js";
import type { ClosableStream } from "../../net/tls/stream-bytes.js";
import { wrapInTls, type TlsStream } from "../../relay/tls/tls-over-channel.js";
import { systemCertificates } from "../../system/system-certificates.js";
import type { ProbeControlConnection } from "./probe-control-connection.js";

/** How long a handshake may take. Milliseconds. */
const HANDSHAKE_TIMEOUT_MS = 15_000;

/** What it means to a probe that TLS was begun and came to nothing; nothing where something else was thrown. */
export function tlsFailed(target: Endpoint, thrown: unknown): Found | undefined {
  if (!(thrown instanceof FailureError) || thrown.failure.code !== "ftp.tls-failed") return undefined;
  return { code: "tls.failed", target: formatEndpoint(target), detail: detailOf(thrown.failure) };
}

function detailOf({ cause, detail }: FailureOf<"ftp.tls-failed">): string {
  if (cause === "timed-out") return "timed out";
  return cause === "closed" ? "connection closed" : detail;
}

/** TLS on a control connection, and on the data connections beside it (RFC 4217). Whose certificate it is is told, not verified: that is the FTP program's to do. */
export class FtpTls {
  /** Servers want to see the control connection's session again on each data connection (vsftpd: require_ssl_reuse). */
  #session: Buffer | undefined;
  #protectsData = false;

  private constructor(
    private readonly host: string,
    private readonly context: SecureContext,
    readonly certificate: TlsCertificate,
    /** Whether the system's authorities vouch for it, and the name. */
    readonly isVouchedFor: boolean,
    socket: TlsStream,
  ) {
    this.#session = socket.getSession();
    socket.on("session", (session: Buffer) => {
      this.#session = session;
    });
  }

  /** Begin TLS on a control connection whose server has granted it. @throws Failed `ftp.tls-failed` */
  static async start(client: ProbeControlConnection, target: Endpoint, clock: Clock): Promise<FtpTls> {
    const { host } = target;
    const context = createSecureContext({ ca: [...systemCertificates()] });
    let tls: FtpTls | undefined;
    await client.replaceStream(async (plain) => {
      const socket = wrapInTls(plain, { host, context, mayEndWithoutCloseNotify: true });
      const failed = formatEndpoint(target);
      await completeHandshake(socket, failed, clock, HANDSHAKE_TIMEOUT_MS);
      const certificate = certificateOf(socket);
      if (certificate === undefined)
        throw new FailureError({ code: "ftp.tls-failed", target: failed, cause: "other", detail: "no certificate" });
      tls = new FtpTls(host, context, certificate, socket.authorized, socket);
      return socket;
    });
    if (tls === undefined) throw new Error("replaceStream calls what it is given");
    return tls;
  }

  /** Ask for data connections in TLS too; a server that refuses keeps them plain. @throws NoReplyError, MalformedReplyError */
  async protectData(client: ProbeControlConnection): Promise<void> {
    await client.request("PBSZ 0");
    this.#protectsData = isPositive(await client.request("PROT P"));
  }

  /** A data connection as its bytes are meant. */
  wrapDataConnection(channel: ClosableStream): Duplex {
    if (!this.#protectsData) return channel;
    const { host, context } = this;
    return wrapInTls(channel, { host, context, session: this.#session, mayEndWithoutCloseNotify: true });
  }
}
