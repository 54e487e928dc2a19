import type { KnownHostKey } from "../../status/failure.js";

/** That `@cert-authority` lines name the host, and do not count. */
export const sayAuthorities = (authorities: readonly KnownHostKey[]): string =>
  `${authorities.map(({ file, line }) => `Line ${line} of ${file}`).join(" and ")} would trust a certificate authority for this host, but Culvert cannot check certificates, so that does not count.`;

/** What only the user can tell while a tunnel opens. */
export const questions = {
  for: (profile: string) => `For “${profile}”`,
  hostKey: {
    title: "Is this the right server?",
    says: (gateway: string) => `Culvert meets ${gateway} for the first time. It showed this host key:`,
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
      `${target} speaks TLS, and showed this certificate. It needs your word, because ${problem}.`,
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
