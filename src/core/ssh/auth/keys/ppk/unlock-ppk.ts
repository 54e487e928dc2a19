import { createDecipheriv, createHash, createHmac } from "node:crypto";
import { wireString } from "../../../wire-format.js";
import { deriveByArgon2, type Argon2Settings } from "../argon2.js";
import { toOpenSsh } from "../key-numbers.js";
import type { NoKey, UnlockResult } from "../key-result.js";
import { ppkNumbers } from "./ppk-numbers.js";
import { parsePpk, type Ppk } from "./parse-ppk.js";

export const isPpk = (text: string): boolean => text.startsWith("PuTTY-User-Key-File-");

/**
 * Unlock a PuTTY private key, versions 2 and 3 (the PuTTY manual, appendix C), given as latin1 text.
 *
 * The MAC covers the whole file, so a mismatch may mean a wrong passphrase or a changed file. They are told apart by what
 * the decryption gives: another key makes noise of it, so `wrong-passphrase`; numbers that read well, `damaged`. What stays
 * untold is a change in the first bytes of the encrypted part, which reads as `wrong-passphrase`.
 */
export async function unlockPpk(text: string, passphrase: string | undefined): Promise<UnlockResult> {
  const ppk = parsePpk(text);
  if ("kind" in ppk) return ppk;
  const keys = await deriveKeys(ppk, passphrase);
  if ("kind" in keys) return keys;

  const secret = ppk.encrypted ? decrypt(ppk.secret, keys) : ppk.secret;
  const parts = ppkNumbers(ppk.type, ppk.publicBlob, secret);
  if (!computeMac(ppk, secret, keys.mac).equals(ppk.mac))
    return { kind: ppk.encrypted && parts === undefined ? "wrong-passphrase" : "damaged" };
  return parts === undefined ? { kind: "damaged" } : { kind: "unlocked", openSsh: toOpenSsh(parts) };
}

/** What a passphrase becomes; without encryption only the MAC has a key, that anyone can make. */
interface PpkKeys {
  readonly cipher: Buffer;
  readonly iv: Buffer;
  readonly mac: Buffer;
}

async function deriveKeys(ppk: Ppk, passphrase: string | undefined): Promise<PpkKeys | NoKey> {
  if (!ppk.encrypted) return { cipher: NOTHING, iv: NOTHING, mac: ppk.version === 2 ? macKeyV2("") : NOTHING };
  if (passphrase === undefined) return { kind: "needs-passphrase" };
  if (passphrase === "") return { kind: "wrong-passphrase" };
  return ppk.argon2 === undefined ? deriveKeysV2(passphrase) : deriveKeysV3(passphrase, ppk.argon2);
}

const NOTHING = Buffer.alloc(0);
const sha1 = (...pieces: (Buffer | string)[]): Buffer =>
  pieces.reduce((hash, piece) => hash.update(piece), createHash("sha1")).digest();
const macKeyV2 = (passphrase: string): Buffer => sha1("putty-private-key-file-mac-key", passphrase);

/** Version 2: SHA-1 of a counter and the passphrase, twice, cut to 32 bytes; the first vector is zero. */
const deriveKeysV2 = (passphrase: string): PpkKeys => ({
  cipher: Buffer.concat([sha1(Buffer.of(0, 0, 0, 0), passphrase), sha1(Buffer.of(0, 0, 0, 1), passphrase)]).subarray(
    0,
    32,
  ),
  iv: Buffer.alloc(16),
  mac: macKeyV2(passphrase),
});

/** Version 3: 80 bytes of Argon2 are the cipher's key, its first vector and the MAC's key. */
async function deriveKeysV3(passphrase: string, settings: Argon2Settings): Promise<PpkKeys | NoKey> {
  const bytes = await deriveByArgon2(passphrase, settings, 80);
  return "kind" in bytes
    ? bytes
    : { cipher: bytes.subarray(0, 32), iv: bytes.subarray(32, 48), mac: bytes.subarray(48) };
}

function decrypt(secret: Buffer, { cipher, iv }: PpkKeys): Buffer {
  const decipher = createDecipheriv("aes-256-cbc", cipher, iv).setAutoPadding(false);
  return Buffer.concat([decipher.update(secret), decipher.final()]);
}

/** Over algorithm, encryption, comment, public blob and decrypted private blob with its padding, each as a string. */
function computeMac(ppk: Ppk, secret: Buffer, key: Buffer): Buffer {
  const covered = [
    Buffer.from(ppk.type),
    Buffer.from(ppk.encrypted ? "aes256-cbc" : "none"),
    ppk.comment,
    ppk.publicBlob,
    secret,
  ];
  return createHmac(ppk.version === 2 ? "sha1" : "sha256", key)
    .update(Buffer.concat(covered.map(wireString)))
    .digest();
}
