import { createSecureContext, type SecureContext, type SecureContextOptions } from "node:tls";
import type { Channel } from "ssh2";
import type { Endpoint } from "../../../shared/profile/endpoint.js";
import type { RelayTls } from "../../../shared/profile/relay-tls.js";
import { FailureError } from "../../../shared/status/failure.js";
import { formatEndpoint } from "../../../shared/words/words.js";
import type { GatewayAccess } from "../../forward/session-access.js";
import { systemCertificates } from "../../system/system-certificates.js";
import { certificateOf } from "./certificate-facts.js";
import { CertificateTrust } from "./certificate-trust.js";
import { readClientCertificate } from "./certificate-for-target.js";
import { completeHandshake } from "./complete-handshake.js";
import { requestTls } from "./request-tls.js";
import { TargetTls } from "./target-tls.js";
import { wrapInTls, type TlsStream } from "./tls-over-channel.js";

/** A control connection to the target, of which nothing was read but what is told. */
export interface DialledTarget {
  readonly stream: Channel | TlsStream;
  /** Where it is in TLS. */
  readonly tls?: TargetTls;
  /** What the server has said first, to the byte; empty where that is still to come. */
  readonly greeting: string;
}

/** Where a relay's control connections lead, and in which security. */
export interface TargetDialerOptions extends RelayTls {
  readonly target: Endpoint;
  /** The authorities that vouch for the target, in PEM; the system's own by default. */
  readonly authorities?: () => readonly string[];
}

/**
 * Opens the control connections of one relay, in TLS where the profile says so or the server was heard to demand it.
 */
export class TargetDialer {
  readonly #trust: CertificateTrust;
  #isTlsDemanded = false;
  #context: Promise<SecureContext> | undefined;

  constructor(
    private readonly options: TargetDialerOptions,
    private readonly access: GatewayAccess,
  ) {
    this.#trust = new CertificateTrust(formatEndpoint(options.target), access.certificates);
  }

  /**
   * A control connection as the profile wants it.
   *
   * @param origin the client's address, which the gateway may log
   * @throws Failed `channel.refused`, `ftp.tls-refused`, `ftp.tls-failed`, `ftp.certificate-unknown`, `ftp.certificate-changed`, `ftp.client-certificate`
   */
  async dial(origin: Endpoint): Promise<DialledTarget> {
    const { tls = "auto", target } = this.options;
    if (tls === "explicit" || tls === "implicit" || (tls === "auto" && this.#isTlsDemanded))
      return this.dialInTls(origin);
    return { stream: await this.access.openChannel(target, origin), greeting: "" };
  }

  /** Whether one that began in the clear may go on in TLS, where the server demands it. */
  get mayUpgrade(): boolean {
    return (this.options.tls ?? "auto") === "auto";
  }

  /** A control connection in TLS; the ones behind it begin so. @throws Failed as `dial` does */
  async dialInTls(origin: Endpoint): Promise<DialledTarget> {
    const first = await this.#dialInTls(origin);
    // the user may have thought about the certificate for longer than the server waits for a login
    const dialled = first.stream.destroyed ? await this.#dialInTls(origin) : first;
    this.#isTlsDemanded = true;
    return dialled;
  }

  /** The tunnel is closed or lost: nobody waits for an answer about a certificate any more. */
  reset(): void {
    this.#trust.reset();
    this.#context = undefined; // the client certificate's file may be another by then
  }

  async #dialInTls(origin: Endpoint): Promise<DialledTarget> {
    const { target, tls = "auto", tlsCloseNotify = true } = this.options;
    const { clock } = this.access;
    const context = await this.#secureContext();
    const channel = await this.access.openChannel(target, origin);
    try {
      const granted = tls === "implicit" ? undefined : await requestTls(channel, target, clock);
      const stream = wrapInTls(channel, { host: target.host, context, mayEndWithoutCloseNotify: true });
      await completeHandshake(stream, formatEndpoint(target), clock);
      await this.#trust.check(stream);
      const certificate = certificateOf(stream);
      if (certificate !== undefined) this.access.reportHop({ kind: "tls-spoken", certificate });
      const targetTls = new TargetTls(stream, {
        host: target.host,
        target: formatEndpoint(target),
        context,
        mayEndWithoutCloseNotify: !tlsCloseNotify,
        mustProtectData: tls !== "auto",
        protectsDataUnasked: granted?.isBySsl ?? true,
        clock,
      });
      return { stream, tls: targetTls, greeting: granted?.greeting ?? "" };
    } catch (thrown) {
      channel.resume().close();
      throw thrown;
    }
  }

  #secureContext(): Promise<SecureContext> {
    this.#context ??= this.#createContext();
    this.#context.catch(() => {
      this.#context = undefined;
    });
    return this.#context;
  }

  async #createContext(): Promise<SecureContext> {
    const { authorities = systemCertificates, clientCertificate, oldServer } = this.options;
    const { signal } = new AbortController();
    const certificate =
      clientCertificate === undefined
        ? {}
        : await readClientCertificate(clientCertificate, (question) => this.access.certificates.ask(question, signal));
    const common = { ca: [...authorities()], ...certificate };
    try {
      return oldServer === true ? oldServerContext(common) : createSecureContext({ ...common, minVersion: "TLSv1.2" });
    } catch (thrown) {
      if (clientCertificate === undefined) throw thrown;
      throw new FailureError({
        code: "ftp.client-certificate",
        file: clientCertificate,
        detail: thrown instanceof Error ? thrown.message : String(thrown),
      });
    }
  }
}

/** TLS 1.0 and 1.1, SHA-1 and short keys as well; BoringSSL, in Electron, does not know OpenSSL's levels, and takes such keys unasked. */
function oldServerContext(common: SecureContextOptions): SecureContext {
  try {
    return createSecureContext({ ...common, minVersion: "TLSv1", ciphers: "DEFAULT@SECLEVEL=0" });
  } catch {
    return createSecureContext({ ...common, minVersion: "TLSv1" });
  }
}
