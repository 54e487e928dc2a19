import { WireReader, wireString } from "../../wire-format.js";

/** How many strings make up the public key in a certificate, behind its nonce (OpenSSH's PROTOCOL.certkeys; PROTOCOL.u2f). */
const KEY_STRINGS: Readonly<Partial<Record<string, number>>> = {
  "ssh-rsa": 2,
  "ssh-dss": 4,
  "ecdsa-sha2-nistp256": 2,
  "ecdsa-sha2-nistp384": 2,
  "ecdsa-sha2-nistp521": 2,
  "ssh-ed25519": 1,
  "sk-ssh-ed25519@openssh.com": 2,
  "sk-ecdsa-sha2-nistp256@openssh.com": 3,
};

/** The plain public key that an OpenSSH certificate certifies, as the wire carries it; nothing where the blob is no certificate. */
export function certifiedKey(blob: Buffer): Buffer | undefined {
  try {
    const reader = new WireReader(blob);
    const [, name, domain = ""] = /^(.+)-cert-v01(@openssh\.com)$/.exec(reader.text()) ?? [];
    if (name === undefined) return undefined;
    const type = name.startsWith("sk-") ? `${name}${domain}` : name;
    const count = KEY_STRINGS[type];
    if (count === undefined) return undefined;
    reader.string(); // the nonce
    const strings = Array.from({ length: count }, () => wireString(reader.string()));
    return Buffer.concat([wireString(type), ...strings]);
  } catch {
    return undefined;
  }
}
