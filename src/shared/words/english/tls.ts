import type { TlsCertificateProblem } from "../../profile/tls-certificate.js";
import type { FailureOf, UserMessage } from "../message-types.js";

/** Why TLS failed, and what helps. */
export const tlsFailures: Record<FailureOf<"ftp.tls-failed">["cause"], UserMessage> = {
  "timed-out": {
    says: "the server stopped in the middle of the handshake",
    remedy: "Check the target's port: TLS from the first byte (implicit) is usually on 990, and AUTH TLS on 21.",
  },
  closed: {
    says: "the server hung up",
    remedy: "Look at the FTP server's log: it may want another version of TLS, or a client certificate.",
  },
  "too-old": {
    says: "the two have no version of TLS or no cipher in common",
    remedy:
      "Update the server: Culvert wants TLS 1.2 at least. If you cannot, set ftp.oldServer in the profile: it takes TLS 1.0 and 1.1, SHA-1 and short keys, which can be broken on the way from the gateway to the server.",
  },
  injected: {
    says: "something came unencrypted right after the server agreed to TLS",
    remedy:
      "That is how such connections are attacked, so nothing was sent: ask the owner of the server or of the network between.",
  },
  "other-certificate": {
    says: "a data connection showed another certificate than the control connection",
    remedy: "Someone else may have come in between, so nothing was transferred: ask the server's owner.",
  },
  other: {
    says: "what came is not TLS, or is damaged",
    remedy:
      "Check the target's port and the kind of TLS in the profile; a firewall or proxy in front of the server may break TLS.",
  },
};

/** Why TLS with an FTP program failed, and what helps. */
export const clientTlsFailures: Record<FailureOf<"ftp.client-tls-failed">["cause"], UserMessage> = {
  "timed-out": {
    says: "the program stopped in the middle of the handshake",
    remedy: "Check the kind of TLS in the program: explicit (AUTH TLS) for the FTP port, implicit for the other.",
  },
  closed: {
    says: "the program hung up",
    remedy:
      "It may not trust Culvert's certificate: save that in the window or by culvert export, and import it there.",
  },
  untrusted: {
    says: "the program does not trust Culvert's certificate",
    remedy: "Save the certificate in the window or by culvert export, and import it in the program.",
  },
  "too-old": {
    says: "the two have no version of TLS or no cipher in common",
    remedy: "Update the program: Culvert speaks TLS 1.2 and 1.3.",
  },
  injected: {
    says: "something came unencrypted right after its AUTH",
    remedy: "That is how such connections are attacked, so it was ended. A program that always does it is faulty.",
  },
  other: {
    says: "what came is not TLS, or is damaged",
    remedy: "Check the kind of TLS in the program: explicit (AUTH TLS) for the FTP port, implicit for the other.",
  },
};

/** Why a certificate needs the user's word, behind “because”. */
export const describeCertificateProblem = (problem: TlsCertificateProblem): string =>
  ({
    "self-signed": "it is self-signed, so nobody else vouches for it",
    "unknown-issuer": "nobody that this computer trusts vouches for it",
    expired: "it has expired",
    "not-yet-valid": "it is not valid yet",
    "other-name": "it is for another server's name",
    other: "it cannot be verified",
  })[problem];
