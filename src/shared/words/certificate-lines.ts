import type { TlsCertificate } from "../profile/tls-certificate.js";
import { formatDate } from "./format-values.js";
import { words } from "./words.js";

/** What a user compares of a certificate, each with its name. */
export function certificateLines({
  subject,
  issuer,
  validFrom,
  validUntil,
  fingerprint,
}: TlsCertificate): readonly (readonly [name: string, value: string])[] {
  const { certificate } = words.questions;
  return [
    [certificate.subject, subject === "" ? "–" : subject],
    [certificate.issuer, issuer === "" ? "–" : issuer],
    [certificate.valid, `${dateOr(validFrom)} – ${dateOr(validUntil)}`],
    [certificate.fingerprint, fingerprint],
  ];
}

const dateOr = (time: number | undefined): string => (time === undefined ? "?" : formatDate(time));
