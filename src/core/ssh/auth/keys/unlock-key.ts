import type { UnlockResult } from "./key-result.js";
import { readOpenSshKey } from "./openssh-key.js";
import { firstPemBlock } from "./pem-block.js";
import { readPem } from "./pem.js";
import { isPpk, unlockPpk } from "./ppk/unlock-ppk.js";

/**
 * Take a key out of a file's text, whatever its format: OpenSSH's own, PEM (PKCS#1, SEC1), PKCS#8, PuTTY's PPK 2 and 3.
 * With a passphrase this may be seconds of plain work, which holds up everything else: see `unlock-aside.ts`.
 */
export async function unlockKey(text: string, passphrase: string | undefined): Promise<UnlockResult> {
  if (isPpk(text)) return unlockPpk(text, passphrase);
  const block = firstPemBlock(text);
  if (block === "damaged") return { kind: "damaged" };
  if (block?.label === "OPENSSH PRIVATE KEY") return readOpenSshKey(block.base64, passphrase);
  if (block?.label.endsWith("PRIVATE KEY") === true) return readPem(block, passphrase);
  if (text.startsWith("---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----")) return { kind: "unsupported", what: "ssh.com" };
  if (text.startsWith("SSH PRIVATE KEY FILE FORMAT 1.1")) return { kind: "unsupported", what: "SSH 1" };
  if (block?.label.endsWith("PUBLIC KEY") === true || isPublicKey(text)) return { kind: "public-key" };
  return { kind: "not-a-key" };
}

/** `ssh-ed25519 AAAAC3... comment`, also of FIDO keys and certificates, or RFC 4716's block. */
const isPublicKey = (text: string): boolean =>
  /^(?:ssh-|ecdsa-sha2-|sk-)[\w@.-]{1,60}[ \t]+AAAA/.test(text) || text.startsWith("---- BEGIN SSH2 PUBLIC KEY ----");
