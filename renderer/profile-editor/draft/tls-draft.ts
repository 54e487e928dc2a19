import type { ClientTlsFields, ClientTlsMode } from "../../../src/shared/profile/client-tls.js";
import type { RelayTls, RelayTlsMode } from "../../../src/shared/profile/relay-tls.js";
import { portOf } from "./typed-text.js";

/** TLS between a relay and its FTP server. */
export interface TlsDraft {
  readonly mode: RelayTlsMode;
  readonly certificate: string;
  readonly clientCertificate: string;
  readonly needsCloseNotify: boolean;
  readonly oldServer: boolean;
}

/** TLS between FTP programs and a relay or a bridge. */
export interface ClientTlsDraft {
  readonly mode: ClientTlsMode | "usual";
  readonly implicitPort: string;
  readonly ownCertificate: string;
  readonly needsCloseNotify: boolean;
}

/** What a relay does unless a profile says otherwise. */
export const NO_TLS: TlsDraft = {
  mode: "auto",
  certificate: "",
  clientCertificate: "",
  needsCloseNotify: true,
  oldServer: false,
};

/** What a relay or a bridge does unless a profile says otherwise. */
export const USUAL_CLIENT_TLS: ClientTlsDraft = {
  mode: "usual",
  implicitPort: "",
  ownCertificate: "",
  needsCloseNotify: true,
};

/** The boxes of a relay's TLS with its server. */
export const tlsDraft = ({ tls, certificate, clientCertificate, tlsCloseNotify, oldServer }: RelayTls): TlsDraft => ({
  mode: tls ?? NO_TLS.mode,
  certificate: certificate ?? "",
  clientCertificate: clientCertificate ?? "",
  needsCloseNotify: tlsCloseNotify ?? true,
  oldServer: oldServer ?? false,
});

/** The boxes of the TLS between FTP programs and a relay or a bridge. */
export const clientTlsDraft = (ftp: ClientTlsFields): ClientTlsDraft => ({
  mode: ftp.clientTls ?? "usual",
  implicitPort: ftp.implicitTlsPort === undefined ? "" : String(ftp.implicitTlsPort),
  ownCertificate: ftp.ownCertificate ?? "",
  needsCloseNotify: ftp.clientCloseNotify ?? true,
});

/** A relay's TLS with its server as the profile document has it; what is as it would be anyway is left out. */
export const tlsOf = ({ mode, certificate, clientCertificate, needsCloseNotify, oldServer }: TlsDraft) => ({
  ...(mode === "auto" ? {} : { tls: mode }),
  ...(certificate.trim() === "" ? {} : { certificate: certificate.trim() }),
  ...(needsCloseNotify ? {} : { tlsCloseNotify: false }),
  ...(clientCertificate.trim() === "" ? {} : { clientCertificate: clientCertificate.trim() }),
  ...(oldServer ? { oldServer: true } : {}),
});

/** TLS with FTP programs as the profile document has it; what is as it would be anyway is left out. */
export const clientTlsOf = ({ mode, implicitPort, ownCertificate, needsCloseNotify }: ClientTlsDraft) => ({
  ...(mode === "usual" ? {} : { clientTls: mode }),
  ...(implicitPort.trim() === "" ? {} : { implicitTlsPort: portOf(implicitPort) }),
  ...(ownCertificate.trim() === "" ? {} : { ownCertificate: ownCertificate.trim() }),
  ...(needsCloseNotify ? {} : { clientCloseNotify: false }),
});
