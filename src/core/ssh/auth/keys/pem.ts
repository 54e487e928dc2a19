import { createPrivateKey, type JsonWebKey, type KeyObject } from "node:crypto";
import { MalformedBlob } from "../../wire-format.js";
import { dsaPartsOf } from "./dsa-numbers.js";
import { toOpenSsh, type EcdsaType, type KeyParts } from "./key-numbers.js";
import type { Unlocked } from "./key-result.js";
import { troubleBeforeDecryption, whyNoKey, type PemBlock } from "./pem-block.js";

/**
 * Unlock a key in PEM (PKCS#1 and SEC1, encrypted as RFC 1421 has it) or PKCS#8 (RFC 5958), by OpenSSL.
 *
 * The file has no check of its own: where what stands outside the encryption is whole and the inside makes no key,
 * the passphrase is taken to be wrong.
 */
export function readPem(block: PemBlock, passphrase: string | undefined): Unlocked {
  const encrypted = block.label === "ENCRYPTED PRIVATE KEY" || /^Proc-Type:\s*4,\s*ENCRYPTED/m.test(block.headers);
  if (encrypted) {
    const trouble = troubleBeforeDecryption(block);
    if (trouble !== undefined) return trouble;
    if (passphrase === undefined) return { kind: "needs-passphrase" };
    if (passphrase === "") return { kind: "wrong-passphrase" };
  }
  try {
    return partsOf(createPrivateKey({ key: block.text, format: "pem", ...(encrypted && { passphrase }) }));
  } catch (error) {
    if (!encrypted) return whyNoKey(block);
    // OpenSSL's word for a cipher that it has put away; that a decrypted key makes no sense has other codes.
    const oldCipher = error instanceof Error && "code" in error && error.code === "ERR_OSSL_EVP_UNSUPPORTED";
    return oldCipher ? { kind: "unsupported", what: "OpenSSL legacy encryption" } : { kind: "wrong-passphrase" };
  }
}

const ECDSA: Readonly<Partial<Record<string, EcdsaType>>> = { prime256v1: "ecdsa-sha2-nistp256", secp384r1: "ecdsa-sha2-nistp384", secp521r1: "ecdsa-sha2-nistp521" };

function partsOf(key: KeyObject): Unlocked {
  const type = key.asymmetricKeyType ?? "unknown";
  const curve = key.asymmetricKeyDetails?.namedCurve ?? "without a named curve";
  if (type === "rsa") return unlocked(rsaParts(key.export({ format: "jwk" })));
  if (type === "ed25519") return unlocked(ed25519Parts(key.export({ format: "jwk" })));
  if (type === "dsa") return unlocked(dsaPartsOf(key.export({ format: "der", type: "pkcs8" })));
  if (type !== "ec") return { kind: "unsupported", what: type === "ed448" ? "Ed448" : type };
  const ecdsa = ECDSA[curve];
  return ecdsa === undefined ? { kind: "unsupported", what: `ECDSA ${curve}` } : unlocked(ecdsaParts(ecdsa, key.export({ format: "jwk" })));
}

const unlocked = (parts: KeyParts): Unlocked => ({ kind: "unlocked", openSsh: toOpenSsh(parts) });

const number = (value: string | undefined): Buffer => {
  if (value === undefined) throw new MalformedBlob();
  return Buffer.from(value, "base64url");
};
const rsaParts = ({ n, e, d, p, q, qi }: JsonWebKey): KeyParts => ({ type: "ssh-rsa", n: number(n), e: number(e), d: number(d), p: number(p), q: number(q), iqmp: number(qi) });
const ed25519Parts = ({ x, d }: JsonWebKey): KeyParts => ({ type: "ssh-ed25519", public: number(x), seed: number(d) });
/** An uncompressed point: 4, then both coordinates (SEC 1 section 2.3.3). */
const ecdsaParts = (type: EcdsaType, { x, y, d }: JsonWebKey): KeyParts => ({ type, point: Buffer.concat([Buffer.of(4), number(x), number(y)]), d: number(d) });
