/** What an FTP server shows of itself in TLS, as people compare it. */
export interface TlsCertificate {
  /** Whose it says that it is; may be empty. */
  readonly subject: string;
  /** Who says so; may be empty. */
  readonly issuer: string;
  /** Milliseconds since 1970; left out where it cannot be read. */
  readonly validFrom?: number;
  readonly validUntil?: number;
  /** SHA-256 as FTP programs show it: `0A:1B:...`. */
  readonly fingerprint: string;
}

/** Why nobody that the system trusts vouches for a certificate and the name that was dialled. */
export type TlsCertificateProblem =
  "self-signed" | "unknown-issuer" | "expired" | "not-yet-valid" | "other-name" | "other";

/** A SHA-256 fingerprint as people write one: with colons or without, in capitals or not, perhaps behind `SHA256:`. */
export const FINGERPRINT = /^(?:sha-?256[:=])?\s*[0-9a-f]{2}(?::?[0-9a-f]{2}){31}$/i;

/** A fingerprint as Node writes it, `0A:1B:...`, of what `FINGERPRINT` takes. */
export const canonicalFingerprint = (written: string): string =>
  (written.replace(/^sha-?256[:=]/i, "").match(/[0-9a-f]{2}/gi) ?? []).join(":").toUpperCase();
