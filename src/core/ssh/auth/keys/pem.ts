import { createPrivateKey, type JsonWebKey, type KeyObject } from "node:crypto";
import { MalformedWireData } from "../../wire-format.js";
import { dsaNumbersOf } from "./dsa-numbers.js";
import { toOpenSsh, type EcdsaType, type KeyNumbers } from "./key-numbers.js";
import type { UnlockResult } from "./key-result.js";
import { checkEncryptedBlock, explainUnreadable, type PemBlock } from "./pem-block.js";

/**
 * Unlock a key in PEM (PKCS#1 and SEC1, encrypted as RFC 1421 has it) or PKCS#8 (RFC 5958), by OpenSSL.
 *
 * The file has no check of its own: where what stands outside the encryption is whole and the inside makes no key,
 * the passphrase is taken to be wrong.
 */
export function readPem(block: PemBlock, passphrase: string | undefined): UnlockResult {
  const encrypted = block.label === "ENCRYPTED PRIVATE KEY" || /^Proc-Type:\s*4,\s*ENCRYPTED/m.test(block.headers);
  if (encrypted) {
    const problem = checkEncryptedBlock(block);
    if (problem !== undefined) return problem;
    if (passphrase === undefined) return { kind: "needs-passphrase" };
    if (passphrase === "") return { kind: "wrong-passphrase" };
  }
  try {
    return numbersOf(createPrivateKey({ key: block.text, format: "pem", ...(encrypted && { passphrase }) }));
  } catch (error) {
    if (!encrypted) return explainUnreadable(block);
    // OpenSSL's word for a cipher that it has put away; that a decrypted key makes no sense has other codes.
    const oldCipher = error instanceof Error && "code" in error && error.code === "ERR_OSSL_EVP_UNSUPPORTED";
    return oldCipher ? { kind: "unsupported", what: "OpenSSL legacy encryption" } : { kind: "wrong-passphrase" };
  }
}

const ECDSA: Readonly<Partial<Record<string, EcdsaType>>> = {
  prime256v1: "ecdsa-sha2-nistp256",
  secp384r1: "ecdsa-sha2-nistp384",
  secp521r1: "ecdsa-sha2-nistp521",
};

function numbersOf(key: KeyObject): UnlockResult {
  const type = key.asymmetricKeyType ?? "unknown";
  const curve = key.asymmetricKeyDetails?.namedCurve ?? "without a named curve";
  if (type === "rsa") return unlocked(rsaNumbers(key.export({ format: "jwk" })));
  if (type === "ed25519") return unlocked(ed25519Numbers(key.export({ format: "jwk" })));
  if (type === "dsa") return unlocked(dsaNumbersOf(key.export({ format: "der", type: "pkcs8" })));
  if (type !== "ec") return { kind: "unsupported", what: type === "ed448" ? "Ed448" : type };
  const ecdsa = ECDSA[curve];
  return ecdsa === undefined
    ? { kind: "unsupported", what: `ECDSA ${curve}` }
    : unlocked(ecdsaNumbers(ecdsa, key.export({ format: "jwk" })));
}

const unlocked = (parts: KeyNumbers): UnlockResult => ({ kind: "unlocked", openSsh: toOpenSsh(parts) });

const decodeNumber = (value: string | undefined): Buffer => {
  if (value === undefined) throw new MalformedWireData();
  return Buffer.from(value, "base64url");
};
const rsaNumbers = ({ n, e, d, p, q, qi }: JsonWebKey): KeyNumbers => ({
  type: "ssh-rsa",
  n: decodeNumber(n),
  e: decodeNumber(e),
  d: decodeNumber(d),
  p: decodeNumber(p),
  q: decodeNumber(q),
  iqmp: decodeNumber(qi),
});
const ed25519Numbers = ({ x, d }: JsonWebKey): KeyNumbers => ({
  type: "ssh-ed25519",
  public: decodeNumber(x),
  seed: decodeNumber(d),
});
/** An uncompressed point: 4, then both coordinates (SEC 1 section 2.3.3). */
const ecdsaNumbers = (type: EcdsaType, { x, y, d }: JsonWebKey): KeyNumbers => ({
  type,
  point: Buffer.concat([Buffer.of(4), decodeNumber(x), decodeNumber(y)]),
  d: decodeNumber(d),
});
