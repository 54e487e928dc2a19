import { pbkdf } from "bcrypt-pbkdf";
import { createDecipheriv, getCiphers, type DecipherGCM } from "node:crypto";
import { keyTypeOf } from "../../host-key/fingerprint.js";
import { MalformedWireData, WireReader } from "../../wire-format.js";
import { isKeyType, openSshContainer, OPENSSH_MAGIC } from "./key-numbers.js";
import type { UnlockResult } from "./key-result.js";

/** A cipher that `ssh-keygen -Z` offers: its name in OpenSSL and its sizes in bytes. */
interface Cipher {
  readonly openSsl: string;
  readonly key: number;
  readonly iv: number;
  readonly block: number;
  readonly tag: number;
}

const cbcOrCtr = (openSsl: string, key: number): Cipher => ({ openSsl, key, iv: 16, block: 16, tag: 0 });
const CIPHERS: Readonly<Partial<Record<string, Cipher>>> = {
  "aes128-cbc": cbcOrCtr("aes-128-cbc", 16),
  "aes192-cbc": cbcOrCtr("aes-192-cbc", 24),
  "aes256-cbc": cbcOrCtr("aes-256-cbc", 32),
  "aes128-ctr": cbcOrCtr("aes-128-ctr", 16),
  "aes192-ctr": cbcOrCtr("aes-192-ctr", 24),
  "aes256-ctr": cbcOrCtr("aes-256-ctr", 32),
  "aes128-gcm@openssh.com": { openSsl: "aes-128-gcm", key: 16, iv: 12, block: 16, tag: 16 },
  "aes256-gcm@openssh.com": { openSsl: "aes-256-gcm", key: 32, iv: 12, block: 16, tag: 16 },
  "chacha20-poly1305@openssh.com": { openSsl: "chacha20", key: 64, iv: 0, block: 8, tag: 16 },
  "3des-cbc": { openSsl: "des-ede3-cbc", key: 24, iv: 8, block: 8, tag: 0 },
};

/** ssh-keygen's default is 16 or 24 rounds, about 10 ms each; more than this would stop the app for a long time. */
const MAX_ROUNDS = 1_000;

/**
 * Unlock a key in OpenSSH's own format (PROTOCOL.key), given as the base64 between its PEM lines.
 *
 * Whatever stands outside the encryption tells a damaged file; inside it, only two equal check numbers tell the right
 * passphrase. So a file whose encrypted part was changed reads as `wrong-passphrase`.
 */
export function readOpenSshKey(base64: string, passphrase: string | undefined): UnlockResult {
  try {
    return unlock(new WireReader(Buffer.from(base64, "base64")), passphrase);
  } catch (error) {
    if (error instanceof MalformedWireData) return { kind: "damaged" };
    throw error;
  }
}

function unlock(file: WireReader, passphrase: string | undefined): UnlockResult {
  if (!file.bytes(OPENSSH_MAGIC.length).equals(OPENSSH_MAGIC)) return { kind: "damaged" };
  const cipherName = file.text();
  const kdf = file.text();
  const kdfOptions = file.string();
  if (file.uint32() !== 1) return { kind: "damaged" }; // no program writes several keys into one file
  const publicBlob = file.string();
  const secret = file.string();

  const type = keyTypeOf(publicBlob);
  if (type === undefined) return { kind: "damaged" };
  if (type.startsWith("sk-")) return { kind: "on-token" };
  if (!isKeyType(type)) return { kind: "unsupported", what: type };
  if (cipherName === "none") return file.remaining === 0 ? opened(publicBlob, secret, "damaged") : { kind: "damaged" };

  const cipher = CIPHERS[cipherName];
  if (cipher === undefined || !getCiphers().includes(cipher.openSsl)) return { kind: "unsupported", what: cipherName };
  if (kdf !== "bcrypt") return { kind: "unsupported", what: kdf };
  const options = new WireReader(kdfOptions);
  const salt = options.string();
  const rounds = options.uint32();
  if (
    salt.length === 0 ||
    rounds === 0 ||
    secret.length === 0 ||
    secret.length % cipher.block !== 0 ||
    file.remaining !== cipher.tag
  )
    return { kind: "damaged" };
  if (rounds > MAX_ROUNDS) return { kind: "unsupported", what: `bcrypt, ${rounds} rounds` };
  if (passphrase === undefined) return { kind: "needs-passphrase" };
  if (passphrase === "") return { kind: "wrong-passphrase" };

  const derived = derive(Buffer.from(passphrase), salt, rounds, cipher.key + cipher.iv);
  const plain = decrypt(cipher, derived, secret, file.bytes(cipher.tag));
  return plain === undefined ? { kind: "wrong-passphrase" } : opened(publicBlob, plain, "wrong-passphrase");
}

/** The private section opens with a random number twice: after decryption with another key the two differ. */
function opened(publicBlob: Buffer, section: Buffer, otherwise: "damaged" | "wrong-passphrase"): UnlockResult {
  if (section.length < 8) return { kind: "damaged" };
  if (section.readUInt32BE(0) !== section.readUInt32BE(4)) return { kind: otherwise };
  return { kind: "unlocked", openSsh: openSshContainer(publicBlob, section) };
}

/** @throws MalformedWireData */
function derive(passphrase: Buffer, salt: Buffer, rounds: number, length: number): Buffer {
  const key = Buffer.alloc(length);
  if (pbkdf(passphrase, passphrase.length, salt, salt.length, key, key.length, rounds) !== 0)
    throw new MalformedWireData();
  return key;
}

/** The private section, or `undefined` where the cipher itself says that it is not what was encrypted. */
function decrypt(cipher: Cipher, derived: Buffer, secret: Buffer, tag: Buffer): Buffer | undefined {
  const key = derived.subarray(0, cipher.key);
  const iv = derived.subarray(cipher.key);
  try {
    if (cipher.openSsl === "chacha20") {
      // OpenSSH's own use of it: the key's first half, packet number 0, and the stream from block 1 (PROTOCOL.chacha20poly1305).
      const fromBlock1 = Buffer.alloc(16);
      fromBlock1[0] = 1;
      return createDecipheriv("chacha20", key.subarray(0, 32), fromBlock1).update(secret);
    }
    const decipher = createDecipheriv(cipher.openSsl, key, iv).setAutoPadding(false);
    if (cipher.tag > 0) (decipher as DecipherGCM).setAuthTag(tag);
    return Buffer.concat([decipher.update(secret), decipher.final()]);
  } catch {
    return undefined;
  }
}
