import { matchesGlob } from "../../../shared/text/glob.js";
import type { Endpoint } from "../../../shared/profile/endpoint.js";
import type { CertificateProblem, KnownHostKey } from "../../../shared/status/failure.js";
import { canonicalAddress } from "../../net/dial/canonical-address.js";
import type { Certificate } from "../certificate/openssh-certificate.js";
import { validityProblem } from "../certificate/validity-problem.js";
import { verifySignature } from "../certificate/verify-signature.js";
import { trustLinesFor, type KnownHostsText, type TrustLine } from "./known-hosts.js";

/** What known_hosts files say of a host certificate. */
export type HostCertificateVerdict =
  | { readonly kind: "vouched-for"; readonly by: KnownHostKey }
  | { readonly kind: "revoked"; readonly kept: KnownHostKey }
  /** Then the key in it is judged as a plain one, as OpenSSH does (sshconnect.c, `check_host_key`). */
  | { readonly kind: "refused"; readonly problem: CertificateProblem };

/** Every algorithm by which a host may show a certificate, the best first; RSA's sign by SHA-2 (OpenSSH's PROTOCOL.certkeys). */
export const HOST_CERTIFICATE_ALGORITHMS: readonly string[] = [
  "ssh-ed25519-cert-v01@openssh.com",
  "ecdsa-sha2-nistp256-cert-v01@openssh.com",
  "ecdsa-sha2-nistp384-cert-v01@openssh.com",
  "ecdsa-sha2-nistp521-cert-v01@openssh.com",
  "rsa-sha2-512-cert-v01@openssh.com",
  "rsa-sha2-256-cert-v01@openssh.com",
];

/** Whether any file trusts an authority for this host, so that certificates are worth asking for. */
export const hasAuthority = (files: readonly KnownHostsText[], endpoint: Endpoint): boolean =>
  trustLinesFor(files, endpoint).some(({ marker }) => marker === "@cert-authority");

/**
 * Judge a host certificate by known_hosts files (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT; sshkey.c, `sshkey_cert_check_host`).
 *
 * It counts where a `@cert-authority` line for the host has the key that signed it, it is a host's, its time has come and
 * is not over, one of its principals, which may be patterns, is the host's name, and it has no critical option: none is
 * defined for hosts. `@revoked` weighs more, of the key in it and of the authority's. Never throws.
 *
 * @param now milliseconds since 1970
 */
export function judgeHostCertificate(
  files: readonly KnownHostsText[],
  endpoint: Endpoint,
  certificate: Certificate,
  now: number,
): HostCertificateVerdict {
  const lines = trustLinesFor(files, endpoint);
  const revoked = lines.find(
    ({ marker, key }) => marker === "@revoked" && (key.equals(certificate.key) || key.equals(certificate.authority)),
  );
  if (revoked !== undefined) return { kind: "revoked", kept: revoked.kept };
  const trusted = lines.find(({ marker, key }) => marker === "@cert-authority" && key.equals(certificate.authority));
  const problem = problemOf(trusted, endpoint.host, certificate, now);
  return problem === undefined && trusted !== undefined
    ? { kind: "vouched-for", by: trusted.kept }
    : { kind: "refused", problem: problem ?? "wrong-authority" };
}

function problemOf(
  trusted: TrustLine | undefined,
  host: string,
  certificate: Certificate,
  now: number,
): CertificateProblem | undefined {
  const { kind, authority, signature, signed, principals, criticalOptions } = certificate;
  if (trusted === undefined) return "wrong-authority";
  if (kind !== "host") return "wrong-kind";
  if (!verifySignature(authority, signature, signed)) return "bad-signature";
  const outOfTime = validityProblem(certificate, now);
  if (outOfTime !== undefined) return outOfTime;
  if (principals.length === 0) return "no-principals";
  const name = canonicalAddress(host.toLowerCase());
  if (!principals.some((pattern) => matchesGlob(name, pattern.toLowerCase()))) return "wrong-principal";
  return criticalOptions.length > 0 ? "critical-option" : undefined;
}
