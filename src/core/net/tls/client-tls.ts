import { X509Certificate } from "node:crypto";
import type { Socket } from "node:net";
import { createSecureContext, type SecureContext } from "node:tls";
import { clientTlsMode, type ClientTlsFields, type ClientTlsMode } from "../../../shared/profile/client-tls.js";
import type { Endpoint } from "../../../shared/profile/endpoint.js";
import type { ForwardStatus } from "../../../shared/status/tunnel-state.js";
import type { Clock, PemCertificate } from "../../environment.js";
import { acceptTls } from "./accept-tls.js";

/** A client may come to its data port, and begin TLS when it hears that the transfer begins. Milliseconds. */
const DATA_HANDSHAKE_LIMIT_MS = 60_000;

/** What TLS with the clients of one port needs. */
export interface ClientTlsOptions extends ClientTlsFields {
  readonly listen: Endpoint;
  readonly clock: Clock;
  /** The certificate to show. @throws Failed `ftp.own-certificate` */
  readonly certificate: (ownFile: string | undefined) => Promise<PemCertificate>;
}

/** TLS that a relay or a bridge speaks with its clients, as their server: one certificate and one set of tickets for all of them. */
export class ClientTls {
  readonly mode: ClientTlsMode;
  readonly implicitPort: number | undefined;
  #context: Promise<SecureContext> | undefined;
  #fingerprint: string | undefined;

  constructor(private readonly options: ClientTlsOptions) {
    this.mode = clientTlsMode(options);
    this.implicitPort = options.implicitTlsPort;
  }

  /** Have the certificate at hand, where a client may want to see it. @throws Failed `ftp.own-certificate` */
  async prepare(): Promise<void> {
    if (this.mode !== "off" || this.implicitPort !== undefined) await this.#secureContext();
  }

  /** Begin TLS with a client. @returns the socket to go on with, paused @throws Failed `ftp.own-certificate`, `ftp.client-tls-failed` */
  async accept(client: Socket, limitMs?: number): Promise<Socket> {
    const { clock, clientCloseNotify } = this.options;
    const context = await this.#secureContext();
    const common = { context, clock, mayEndWithoutCloseNotify: clientCloseNotify === false };
    return acceptTls(client, { ...common, ...(limitMs === undefined ? {} : { limitMs }) });
  }

  /** The same for a data connection, whose client may be waiting for its transfer to begin. */
  acceptData(client: Socket): Promise<Socket> {
    return this.accept(client, DATA_HANDSHAKE_LIMIT_MS);
  }

  /** What the port's row tells of it; nothing where no client may speak TLS. */
  get status(): Pick<ForwardStatus, "clientTls"> {
    const { mode, implicitPort } = this;
    if (mode === "off" && implicitPort === undefined) return {};
    return {
      clientTls: {
        mode,
        ...(implicitPort === undefined ? {} : { implicitPort }),
        ...(this.#fingerprint === undefined ? {} : { fingerprint: this.#fingerprint }),
      },
    };
  }

  #secureContext(): Promise<SecureContext> {
    this.#context ??= this.#createContext();
    this.#context.catch(() => {
      this.#context = undefined; // the file may be mended by the next time
    });
    return this.#context;
  }

  async #createContext(): Promise<SecureContext> {
    const { cert, key } = await this.options.certificate(this.options.ownCertificate);
    this.#fingerprint = new X509Certificate(cert).fingerprint256;
    return createSecureContext({ cert, key, minVersion: "TLSv1.2", sessionIdContext: "culvert" });
  }
}
