import { isIP } from "node:net";
import type { Duplex } from "node:stream";
import { connect, type TLSSocket } from "node:tls";
import type { Certificate } from "../../shared/status/certificate.js";
import type { Clock } from "../environment.js";
import { isPositive } from "../ftp/reply.js";
import type { FtpClient } from "./ftp-client.js";

/** How long a handshake may take. Milliseconds. */
const HANDSHAKE_TIMEOUT_MS = 15_000;

/** TLS was begun and came to nothing. */
export class TlsFailedError extends Error {
  /** @param detail as OpenSSL says it */
  constructor(readonly detail: string) {
    super(detail);
  }
}

/** TLS on a control connection, and on the data connections beside it (RFC 4217). Whose certificate it is is told, not verified: that is the FTP program's to do. */
export class FtpTls {
  /** Servers want to see the control connection's session again on each data connection (vsftpd: require_ssl_reuse). */
  #session: Buffer | undefined;
  #protectsData = false;

  private constructor(
    private readonly host: string,
    readonly certificate: Certificate,
    socket: TLSSocket,
  ) {
    this.#session = socket.getSession();
    socket.on("session", (session) => {
      this.#session = session;
    });
  }

  /** Begin TLS on a control connection whose server has granted it. @throws TlsFailedError */
  static async start(client: FtpClient, host: string, clock: Clock): Promise<FtpTls> {
    let tls: FtpTls | undefined;
    await client.replaceStream(async (plain) => {
      const socket = wrapInTls(plain, host);
      await handshake(socket, clock);
      tls = new FtpTls(host, certificateOf(socket), socket);
      return socket;
    });
    if (tls === undefined) throw new Error("goOnThrough calls what it is given");
    return tls;
  }

  /** Ask for data connections in TLS too; a server that refuses keeps them plain. @throws NoReplyError, MalformedReplyError */
  async protectData(client: FtpClient): Promise<void> {
    await client.request("PBSZ 0");
    this.#protectsData = isPositive(await client.request("PROT P"));
  }

  /** A data connection as its bytes are meant. */
  wrapDataConnection(channel: Duplex): Duplex {
    return this.#protectsData ? wrapInTls(channel, this.host, this.#session) : channel;
  }
}

function wrapInTls(socket: Duplex, host: string, session?: Buffer): TLSSocket {
  return connect({
    socket,
    rejectUnauthorized: false,
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ...(session === undefined ? {} : { session }),
  });
}

function handshake(socket: TLSSocket, clock: Clock): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancelTimeout = clock.setTimeout(HANDSHAKE_TIMEOUT_MS, () => fail("timed out"));
    const fail = (detail: string) => {
      cancelTimeout();
      socket.destroy();
      reject(new TlsFailedError(detail));
    };
    socket.once("secureConnect", () => {
      cancelTimeout();
      resolve();
    });
    socket
      .on("error", (error: NodeJS.ErrnoException & { readonly reason?: string }) =>
        fail(error.reason ?? error.code ?? error.message),
      )
      .once("close", () => fail("connection closed"));
  });
}

function certificateOf(socket: TLSSocket): Certificate {
  const { subject, fingerprint256 = "" } = socket.getPeerCertificate() as Partial<
    ReturnType<TLSSocket["getPeerCertificate"]>
  >;
  return { subject: [subject?.CN ?? subject?.O ?? []].flat().join(", "), fingerprint: fingerprint256 };
}
