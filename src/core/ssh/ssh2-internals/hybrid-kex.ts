import { createHash, createPublicKey, diffieHellman, generateKeyPairSync, type KeyObject } from "node:crypto";
import { ml_kem768 } from "@noble/post-quantum/ml-kem.js";

/**
 * The key exchange `mlkem768x25519-sha256` (draft-ietf-sshm-mlkem-hybrid-kex): what is recorded today stays secret even
 * from who will have a quantum computer, and, should ML-KEM turn out weak, as secret as X25519 alone keeps it.
 *
 * Two exchanges run side by side in the messages that ECDH has (RFC 5656 section 4):
 *
 *     C_INIT  = ML-KEM-768 encapsulation key (1184 bytes) || X25519 public key (32 bytes)
 *     S_REPLY = ML-KEM-768 ciphertext        (1088 bytes) || X25519 public key (32 bytes)
 *     K       = SHA-256(K_PQ || K_CL)
 *
 * K_PQ is what the server encapsulated (FIPS 203), K_CL is what X25519 comes to (RFC 7748 section 6.1). Unlike the
 * secret of every older exchange, K enters the exchange hash and the keys as a `string` of 32 bytes and not as an `mpint`.
 *
 * Bad input: a share of another length and an X25519 key of low order, whose secret would be all zero, must end the
 * exchange (the draft's section 2.4; RFC 8731 section 3). A wrong ciphertext cannot be told by ML-KEM, which makes another
 * secret of it (FIPS 203 section 6.3, implicit rejection): then the two sides hash different values, and the server's
 * signature does not verify.
 */
export const HYBRID_KEX = "mlkem768x25519-sha256";

/** One side of one key exchange. */
export interface KeyAgreement {
  /** What the other side is sent. */
  readonly share: Buffer;
  /** The secret that both sides come to, 32 bytes; to be called once. @throws Error on a share that must not be used */
  computeSecret(otherShare: Buffer): Buffer;
}

export const CIPHERTEXT_BYTES = 1088;
export const X25519_BYTES = 32;
export const SERVER_SHARE_BYTES = CIPHERTEXT_BYTES + X25519_BYTES;

/** The client's side, on fresh keys. */
export function startHybridKex(): KeyAgreement {
  const postQuantum = ml_kem768.keygen();
  const classic = generateKeyPairSync("x25519");
  return {
    share: Buffer.concat([postQuantum.publicKey, rawX25519(classic.publicKey)]),
    computeSecret(serverShare) {
      if (serverShare.length !== SERVER_SHARE_BYTES)
        throw new Error(`the server's key share has ${serverShare.length} bytes, not ${SERVER_SHARE_BYTES}`);
      try {
        const classicSecret = x25519Secret(classic.privateKey, serverShare.subarray(CIPHERTEXT_BYTES));
        const ciphertext = Uint8Array.from(serverShare.subarray(0, CIPHERTEXT_BYTES));
        return combineSecrets(ml_kem768.decapsulate(ciphertext, postQuantum.secretKey), classicSecret);
      } finally {
        postQuantum.secretKey.fill(0);
      }
    },
  };
}

/** K of K_PQ and K_CL. */
export const combineSecrets = (postQuantum: Uint8Array, classic: Uint8Array): Buffer =>
  createHash("sha256").update(postQuantum).update(classic).digest();

/** The 32 bytes of a public key (RFC 8037 section 2 has them as `x`). */
export const rawX25519 = (key: KeyObject): Buffer => Buffer.from(key.export({ format: "jwk" }).x ?? "", "base64url");

/** @throws Error on a public key of low order */
export function x25519Secret(privateKey: KeyObject, publicBytes: Buffer): Buffer {
  const jwk = { kty: "OKP", crv: "X25519", x: publicBytes.toString("base64url") };
  try {
    return diffieHellman({ privateKey, publicKey: createPublicKey({ key: jwk, format: "jwk" }) });
  } catch {
    throw new Error("the server's X25519 key is of low order"); // OpenSSL and BoringSSL refuse a secret that is all zero, each in its own words
  }
}
