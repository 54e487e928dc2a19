import type { TLSSocket } from "node:tls";
import { FailureError } from "../../../shared/status/failure.js";
import {
  canonicalFingerprint,
  type TlsCertificateProblem,
  type TlsCertificate,
} from "../../../shared/profile/tls-certificate.js";
import type { CertificateAccess } from "../../forward/session-access.js";
import { certificateOf, certificateProblem } from "./certificate-facts.js";

/**
 * Whose certificates one target may show. One that the profile has pinned is right, and no other is; without any, the
 * system's authorities and the target's name decide, and then the user, who is asked once about each.
 */
export class CertificateTrust {
  /** Trusted for as long as the tunnel is open: it may not have come to the profile. */
  #trusted: string | undefined;
  /** What the user was asked, or has refused, by fingerprint: clients that come together share one question. */
  readonly #asked = new Map<string, Promise<void>>();
  #open = new AbortController();

  /** @param target `popeye:21` */
  constructor(
    private readonly target: string,
    private readonly access: CertificateAccess,
  ) {}

  /**
   * Go on only with a certificate that is trusted.
   *
   * @param socket whose handshake is complete
   * @throws Failed `ftp.certificate-changed`, `ftp.certificate-unknown`, `ftp.tls-failed`
   */
  async check(socket: TLSSocket): Promise<TlsCertificate> {
    const { target } = this;
    const shown = certificateOf(socket);
    if (shown === undefined)
      throw new FailureError({ code: "ftp.tls-failed", target, cause: "other", detail: "no certificate" });
    const pinned = this.access.pinned() ?? this.#trusted;
    if (pinned !== undefined) {
      const kept = canonicalFingerprint(pinned);
      if (kept !== shown.fingerprint)
        throw new FailureError({ code: "ftp.certificate-changed", target, kept, ...shown });
      return shown;
    }
    const problem = certificateProblem(socket);
    if (problem !== undefined) await this.#askOnce(shown, problem);
    return shown;
  }

  /** The tunnel is closed or lost: what is asked is withdrawn, and may be asked again. */
  reset(): void {
    this.#open.abort();
    this.#open = new AbortController();
    this.#asked.clear();
  }

  #askOnce(shown: TlsCertificate, problem: TlsCertificateProblem): Promise<void> {
    const asked = this.#asked.get(shown.fingerprint) ?? this.#ask(shown, problem);
    this.#asked.set(shown.fingerprint, asked);
    return asked;
  }

  async #ask(shown: TlsCertificate, problem: TlsCertificateProblem): Promise<void> {
    const facts = { target: this.target, problem, ...shown };
    const answer = await this.access.ask({ kind: "certificate", ...facts }, this.#open.signal);
    if (answer.kind !== "trust") throw new FailureError({ code: "ftp.certificate-unknown", ...facts });
    this.#trusted = shown.fingerprint;
    if (answer.remember) await this.access.pin(shown.fingerprint);
  }
}
