import { readFileSync } from "node:fs";
import * as tls from "node:tls";

/** Where the systems without an interface of their own keep the authorities that they trust, as OpenSSL's and Go's builds look for them. */
const BUNDLES: readonly string[] = [
  "/etc/ssl/certs/ca-certificates.crt", // Debian, Arch, Alpine
  "/etc/pki/tls/certs/ca-bundle.crt", // Fedora, RHEL
  "/etc/pki/ca-trust/extracted/pem/tls-ca-bundle.pem",
  "/etc/ssl/ca-bundle.pem", // openSUSE
  "/etc/ssl/cert.pem", // macOS, the BSDs
];

/**
 * The certificates of the authorities that this system trusts, in PEM: the system's own store where node can read it (22.15
 * and later), or a file of it; else those that node brings.
 */
export function systemCertificates(): readonly string[] {
  const { getCACertificates } = tls as { getCACertificates?: (of: "system" | "extra") => readonly string[] };
  const own = getCACertificates?.("system") ?? [];
  if (own.length > 0) return [...own, ...(getCACertificates?.("extra") ?? [])];
  const { SSL_CERT_FILE } = process.env;
  for (const file of [SSL_CERT_FILE, ...BUNDLES]) {
    const text = file === undefined ? "" : readOrNothing(file);
    if (text.includes("BEGIN CERTIFICATE")) return [text];
  }
  return tls.rootCertificates;
}

function readOrNothing(file: string): string {
  try {
    return readFileSync(file, "latin1");
  } catch {
    return "";
  }
}
