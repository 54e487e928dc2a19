import { MalformedWireData, WireReader } from "../../../wire-format.js";
import type { KeyNumbers } from "../key-numbers.js";

/** Both halves end in padding shorter than this, if at all: a block of AES. */
const BLOCK_BYTES = 16;

/**
 * The numbers of a key from the two blobs of a PPK file (the PuTTY manual, section C.3), or `undefined` where they do not read
 * so, as when the secret one was decrypted with another passphrase. Public, then private:
 * RSA `e n`, `d p q iqmp`; DSA `p q g y`, `x`; ECDSA `curve point`, `d`; Ed25519 `point`, `seed`.
 */
export function ppkNumbers(type: KeyNumbers["type"], publicBlob: Buffer, secret: Buffer): KeyNumbers | undefined {
  const publicReader = new WireReader(publicBlob);
  const privateReader = new WireReader(secret);
  try {
    publicReader.string(); // the type, once more
    const parts = readNumbers(
      type,
      () => publicReader.string(),
      () => privateReader.string(),
    );
    return publicReader.remaining === 0 && privateReader.remaining < BLOCK_BYTES ? parts : undefined;
  } catch (error) {
    if (error instanceof MalformedWireData) return undefined;
    throw error;
  }
}

function readNumbers(type: KeyNumbers["type"], nextPublic: () => Buffer, nextPrivate: () => Buffer): KeyNumbers {
  switch (type) {
    case "ssh-rsa": {
      const [e, n] = [nextPublic(), nextPublic()];
      return { type, e, n, d: nextPrivate(), p: nextPrivate(), q: nextPrivate(), iqmp: nextPrivate() };
    }
    case "ssh-dss":
      return { type, p: nextPublic(), q: nextPublic(), g: nextPublic(), y: nextPublic(), x: nextPrivate() };
    case "ssh-ed25519":
      return { type, public: paddedTo32(nextPublic()), seed: paddedTo32(nextPrivate()) };
    default:
      nextPublic(); // the curve, once more
      return { type, point: nextPublic(), d: nextPrivate() };
  }
}

/** PuTTY writes an Ed25519 seed as a number, lowest byte first: zero bytes at its end are left out. */
function paddedTo32(bytes: Buffer): Buffer {
  if (bytes.length > 32) throw new MalformedWireData();
  return Buffer.concat([bytes], 32);
}
