import { z } from "zod";
import { FINGERPRINT } from "./tls-certificate.js";
import { booleanSchema, problem, requiredText } from "./field-schemas.js";

/** How the relay speaks to the FTP server: in the clear and in TLS where the server demands it, in TLS from AUTH on, in TLS from the first byte, or never in TLS. */
export const RELAY_TLS_MODES = ["auto", "explicit", "implicit", "never"] as const;
export type RelayTlsMode = (typeof RELAY_TLS_MODES)[number];

/** The port of FTP in TLS from the first byte (IANA: ftps). */
export const IMPLICIT_TLS_PORT = 990;

/** What a relay's profile says of TLS to its FTP server. */
export const relayTlsFields = {
  /** `auto` where it is left out. */
  tls: z.enum(RELAY_TLS_MODES, problem("choice-unknown")).optional(),
  /** The SHA-256 fingerprint of the one certificate that the server may show. */
  certificate: requiredText("fingerprint-malformed").regex(FINGERPRINT, problem("fingerprint-malformed")).optional(),
  /** Off for a server that never sends close_notify: a file that was cut off looks whole then. */
  tlsCloseNotify: booleanSchema.optional(),
  /** A file with a certificate and its key, in PEM, for a server that asks for one. */
  clientCertificate: requiredText("file-missing").optional(),
  /** Take TLS 1.0 and 1.1, SHA-1 and short keys. */
  oldServer: booleanSchema.optional(),
};
export type RelayTls = { readonly [F in keyof typeof relayTlsFields]?: z.output<(typeof relayTlsFields)[F]> };
