import { MalformedBlob, WireReader } from "../../wire-format.js";
import type { KeyParts } from "./key-numbers.js";

/** Both halves end in padding shorter than this, if at all: a block of AES. */
const BLOCK = 16;

/**
 * The numbers of a key from the two blobs of a PPK file (the PuTTY manual, section C.3), or `undefined` where they do not read
 * so, as when the secret one was decrypted with another passphrase. Public, then private:
 * RSA `e n`, `d p q iqmp`; DSA `p q g y`, `x`; ECDSA `curve point`, `d`; Ed25519 `point`, `seed`.
 */
export function ppkParts(type: KeyParts["type"], publicBlob: Buffer, secret: Buffer): KeyParts | undefined {
  const open = new WireReader(publicBlob);
  const hidden = new WireReader(secret);
  try {
    open.string(); // the type, once more
    const parts = read(type, () => open.string(), () => hidden.string());
    return open.left === 0 && hidden.left < BLOCK ? parts : undefined;
  } catch (error) {
    if (error instanceof MalformedBlob) return undefined;
    throw error;
  }
}

function read(type: KeyParts["type"], open: () => Buffer, hidden: () => Buffer): KeyParts {
  switch (type) {
    case "ssh-rsa": {
      const [e, n] = [open(), open()];
      return { type, e, n, d: hidden(), p: hidden(), q: hidden(), iqmp: hidden() };
    }
    case "ssh-dss":
      return { type, p: open(), q: open(), g: open(), y: open(), x: hidden() };
    case "ssh-ed25519":
      return { type, public: sized(open()), seed: sized(hidden()) };
    default:
      open(); // the curve, once more
      return { type, point: open(), d: hidden() };
  }
}

/** PuTTY writes an Ed25519 seed as a number, lowest byte first: zero bytes at its end are left out. */
function sized(bytes: Buffer): Buffer {
  if (bytes.length > 32) throw new MalformedBlob();
  return Buffer.concat([bytes], 32);
}
