import type { CertificateProblem, KnownHostKey, RefusedCertificate } from "../../status/failure.js";

/** That `@cert-authority` lines name the host, and why none of them vouches for it. */
export const sayAuthorities = (authorities: readonly KnownHostKey[], certificate?: RefusedCertificate): string =>
  `${authorities.map(({ file, line }) => `Line ${line} of ${file}`).join(" and ")} ${authorities.length === 1 ? "trusts" : "trust"} a certificate authority for this host, but ${
    certificate === undefined
      ? "the server showed a key without a certificate"
      : `the server's certificate${certificate.keyId === "" ? "" : ` “${certificate.keyId}”`} does not count: it ${CERTIFICATE_PROBLEMS[certificate.problem]}`
  }.`;

/** What is said of a certificate, a user's or a host's, behind its name. */
export const CERTIFICATE_PROBLEMS: Record<CertificateProblem, string> = {
  unreadable: "cannot be read as a certificate",
  "other-key": "is for another key",
  "wrong-kind": "is of the wrong kind: users and hosts have certificates of their own",
  expired: "has expired",
  "not-yet-valid": "is not valid yet",
  "wrong-principal": "does not name this user or host among its principals",
  "no-principals": "names no principals, so it is for nobody",
  "critical-option": "has a critical option that is not known, so nobody may take it",
  "source-address":
    "was refused too: it holds from certain addresses alone (source-address; ssh-keygen -L -f shows them), and the server may see another one of this computer",
  "wrong-authority": "is signed by an authority that is not trusted here",
  "bad-signature": "has a signature that is not its authority's, or by an algorithm that is no longer safe",
  revoked: "is revoked",
  refused: "was refused too: the server may not trust its authority, or may have revoked it",
};

/** What only the user can tell while a tunnel opens. */
export const questions = {
  for: (profile: string) => `For “${profile}”`,
  hostKey: {
    title: "Is this the right server?",
    says: (gateway: string) => `Culvert connects to ${gateway} for the first time. It showed this host key:`,
    keyType: "Key type",
    fingerprint: "SHA256 fingerprint",
    advice:
      "Compare it with what the server's owner tells you. If they differ, or you cannot find out, cancel: someone may be listening in.",
    remember: "Trust and remember",
    once: "Trust this time",
    picture: "The key as a picture",
    pictureSays: "OpenSSH draws the same with VisualHostKey, and ssh-keygen with -lv.",
  },
  certificate: {
    title: "Is this the right FTP server?",
    says: (target: string, problem: string) =>
      `${target} speaks TLS, and showed this certificate. It needs your approval, because ${problem}.`,
    subject: "Issued to",
    issuer: "Issued by",
    valid: "Valid",
    fingerprint: "SHA256 fingerprint",
    advice:
      "Compare the fingerprint with what the server's owner tells you. If they differ, or you cannot find out, cancel: someone may be listening in.",
    remember: "Trust and keep in the profile",
    once: "Trust this time",
  },
  password: {
    title: (who: string) => `Password for ${who}`,
    label: "Password",
    again: "The server did not accept that password. Check it and try again.",
    ofProxy: "It is for the proxy on the way to the gateway, and not the gateway's own.",
  },
  passphrase: {
    title: "Passphrase for your key",
    label: "Passphrase",
    says: (file: string) => `The key file ${file} is locked.`,
    again: "That passphrase does not open the key. Check it and try again.",
  },
  prompts: {
    title: (gateway: string) => `${gateway} asks`,
    answer: "Answer",
  },
  remember: "Remember it on this computer",
  rememberSays: "Kept by the system's own vault.",
  /** Beneath the box: how long it is remembered where nothing is ticked. */
  forSession: "Remembered in memory until you quit Culvert, for all tunnels that need it.",
  forMinutes: (minutes: number) =>
    `Remembered in memory for ${minutes === 1 ? "a minute" : `${minutes} minutes`}, for all tunnels that need it.`,
  show: "Show what is typed",
  hide: "Hide what is typed",
  logIn: "Log in",
  unlock: "Unlock",
  send: "Send",
  goOn: "Continue",
};

/** A password that the server wants changed. */
export const newPassword = {
  title: (username: string) => `The password of ${username} must be changed`,
  label: "New password: ",
  repeat: "The same again: ",
  differ: "The two were not the same. Type the new password twice.",
};
