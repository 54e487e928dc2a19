import ssh2 from "ssh2";
import type { KeyReading, Unlocked } from "./key-reading.js";
import { readOpenSshKey } from "./openssh-key.js";
import { readPem } from "./pem.js";
import { firstPemBlock } from "./pem-block.js";
import { isPpk, readPpk } from "./ppk.js";

/** Far above any key, so that a file chosen by mistake is not searched to its end. */
const MOST_BYTES = 1024 * 1024;

/**
 * Read a private key file for a login: OpenSSH's own format, PEM (PKCS#1, SEC1), PKCS#8 and PuTTY's PPK 2 and 3,
 * each plain or encrypted. A key that is returned has signed and its public half has verified: it works.
 *
 * A wrong passphrase is told from a damaged file as far as the format lets it be: see each format's reader.
 * An empty passphrase is a passphrase, and a wrong one; left out, an encrypted key says `needs-passphrase`. Never throws.
 */
export async function readPrivateKey(file: Buffer, passphrase?: string): Promise<KeyReading> {
  if (file.length > MOST_BYTES) return { kind: "not-a-key" };
  const text = file.toString("latin1").replace(/^\xef\xbb\xbf/, "").trim();
  const unlocked = await unlock(text, passphrase);
  return unlocked.kind === "unlocked" ? proven(unlocked.openSsh) : unlocked;
}

async function unlock(text: string, passphrase: string | undefined): Promise<Unlocked> {
  if (isPpk(text)) return readPpk(text, passphrase);
  const block = firstPemBlock(text);
  if (block === "damaged") return { kind: "damaged" };
  if (block?.label === "OPENSSH PRIVATE KEY") return readOpenSshKey(block.base64, passphrase);
  if (block?.label.endsWith("PRIVATE KEY") === true) return readPem(block, passphrase);
  if (text.startsWith("---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----")) return { kind: "unsupported", what: "a key in ssh.com's format" };
  if (text.startsWith("SSH PRIVATE KEY FILE FORMAT 1.1")) return { kind: "unsupported", what: "a key for SSH version 1" };
  if (block?.label.endsWith("PUBLIC KEY") === true || isPublicKey(text)) return { kind: "public-key" };
  return { kind: "not-a-key" };
}

/** `ssh-ed25519 AAAAC3... comment`, also of FIDO keys and certificates, or RFC 4716's block. */
const isPublicKey = (text: string): boolean =>
  /^(?:ssh-|ecdsa-sha2-|sk-)[\w@.-]{1,60}[ \t]+AAAA/.test(text) || text.startsWith("---- BEGIN SSH2 PUBLIC KEY ----");

/** Hand the key to ssh2, and see that it signs: numbers that do not belong together show only here. */
function proven(openSsh: string): KeyReading {
  try {
    const key = ssh2.utils.parseKey(openSsh);
    if (key instanceof Error) return { kind: "damaged" };
    const challenge = Buffer.from("culvert");
    const hash = key.type === "ssh-rsa" ? "sha256" : undefined;
    // Whatever the types say, ssh2 returns an Error where either goes wrong.
    const signature: unknown = key.sign(challenge, hash);
    const verified: unknown = Buffer.isBuffer(signature) && key.verify(challenge, signature, hash);
    if (verified !== true) return { kind: "damaged" };
    return { kind: "key", key, keyType: key.type, publicBlob: key.getPublicSSH() };
  } catch {
    return { kind: "damaged" };
  }
}
