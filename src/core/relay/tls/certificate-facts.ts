import type { PeerCertificate, TLSSocket } from "node:tls";
import type { TlsCertificateProblem, TlsCertificate } from "../../../shared/profile/tls-certificate.js";
import { printableExcerpt } from "../../ftp/reply.js";

/** What the server has shown of itself, once both speak TLS; nothing where it has shown no certificate. */
export const certificateOf = (socket: Pick<TLSSocket, "getPeerCertificate">): TlsCertificate | undefined =>
  certificateFacts(socket.getPeerCertificate());

/** A certificate as Node has read it; nothing where there is none. A day that cannot be read is left out. */
export function certificateFacts(certificate: Partial<PeerCertificate>): TlsCertificate | undefined {
  const { subject, issuer, valid_from, valid_to, fingerprint256 } = certificate;
  if (fingerprint256 === undefined) return undefined;
  return {
    subject: nameOf(subject),
    issuer: nameOf(issuer),
    ...dateAs("validFrom", valid_from),
    ...dateAs("validUntil", valid_to),
    fingerprint: fingerprint256,
  };
}

/** OpenSSL's `Jan  1 00:00:00 2027 GMT`; it writes `Bad time value` for what it cannot read. */
function dateAs<Name extends string>(name: Name, text: string | undefined): { readonly [Key in Name]?: number } {
  const time = Date.parse(text ?? "");
  return Number.isNaN(time) ? {} : ({ [name]: time } as Record<Name, number>);
}

/** The common name, or the organisation where there is none, and not what may stand in them to cheat a reader. */
const nameOf = (name: PeerCertificate["subject"] | undefined): string =>
  printableExcerpt([name?.CN ?? name?.O ?? []].flat().join(", "));

/** Why the authorities do not vouch for it; nothing where they do. */
export function certificateProblem(socket: TLSSocket): TlsCertificateProblem | undefined {
  if (socket.authorized) return undefined;
  return PROBLEMS[String(socket.authorizationError)] ?? "other";
}

/** By OpenSSL's and Node's names of them (`X509_verify_cert_error_string`, `tls.checkServerIdentity`). */
const PROBLEMS: Readonly<Record<string, TlsCertificateProblem>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: "self-signed",
  SELF_SIGNED_CERT_IN_CHAIN: "unknown-issuer",
  UNABLE_TO_GET_ISSUER_CERT: "unknown-issuer",
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: "unknown-issuer",
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: "unknown-issuer",
  CERT_UNTRUSTED: "unknown-issuer",
  CERT_HAS_EXPIRED: "expired",
  CERT_NOT_YET_VALID: "not-yet-valid",
  ERR_TLS_CERT_ALTNAME_INVALID: "other-name",
};
