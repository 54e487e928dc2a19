import { createHash, createPublicKey, verify, type JsonWebKey } from "node:crypto";
import { WireReader } from "../wire-format.js";

/** An RSA authority signs by SHA-2 alone: SHA-1 is none of OpenSSH's CASignatureAlgorithms. */
const RSA_HASHES: Readonly<Partial<Record<string, string>>> = { "rsa-sha2-256": "sha256", "rsa-sha2-512": "sha512" };
const CURVES: Readonly<
  Partial<Record<string, { readonly crv: string; readonly hash: string; readonly bytes: number }>>
> = {
  nistp256: { crv: "P-256", hash: "sha256", bytes: 32 },
  nistp384: { crv: "P-384", hash: "sha384", bytes: 48 },
  nistp521: { crv: "P-521", hash: "sha512", bytes: 66 },
};

/**
 * Whether a signature as SSH sends it (RFC 4253 section 6.6, RFC 5656 section 3.1.2, RFC 8332, RFC 8709, OpenSSH's
 * PROTOCOL.u2f) is this key's, over this data. DSA, RSA by SHA-1 and types that are not known here never are; never throws.
 *
 * @param key as the wire carries it
 */
export function verifySignature(key: Buffer, signature: Buffer, data: Buffer): boolean {
  try {
    const keyReader = new WireReader(key);
    const type = keyReader.text();
    const reader = new WireReader(signature);
    const algorithm = reader.text();
    const value = reader.string();
    if (type === "ssh-rsa") {
      const hash = RSA_HASHES[algorithm];
      const [e, n] = [keyReader.string(), keyReader.string()];
      return (
        hash !== undefined &&
        reader.remaining === 0 &&
        verify(hash, data, publicKey({ kty: "RSA", e: url(e), n: url(n) }), value)
      );
    }
    if (algorithm !== type) return false;
    const isToken = type.startsWith("sk-");
    const verified = readVerifier(type, keyReader);
    const signed = isToken ? tokenData(keyReader.string(), reader.bytes(5), data) : data;
    return reader.remaining === 0 && verified?.(value, signed) === true;
  } catch {
    return false;
  }
}

/** @returns for a type that is not known here nothing */
function readVerifier(type: string, key: WireReader): ((value: Buffer, data: Buffer) => boolean) | undefined {
  if (/^(?:sk-)?ssh-ed25519/.test(type)) {
    const ed25519 = publicKey({ kty: "OKP", crv: "Ed25519", x: url(key.string()) });
    return (value, data) => verify(null, data, ed25519, value);
  }
  if (!/^(?:sk-)?ecdsa-sha2-/.test(type)) return undefined;
  const curve = CURVES[key.text()];
  const point = key.string();
  if (curve === undefined || point[0] !== 4 || point.length !== 1 + 2 * curve.bytes) return undefined; // SEC 1 section 2.3.3, uncompressed
  const [x, y] = [point.subarray(1, 1 + curve.bytes), point.subarray(1 + curve.bytes)];
  const ecdsa = publicKey({ kty: "EC", crv: curve.crv, x: x.toString("base64url"), y: y.toString("base64url") });
  return (value, data) => {
    const numbers = new WireReader(value);
    const raw = [numbers.string(), numbers.string()].map((number) => fixedLength(number, curve.bytes));
    return verify(curve.hash, data, { key: ecdsa, dsaEncoding: "ieee-p1363" }, Buffer.concat(raw));
  };
}

/** What a FIDO token signs: the hash of the application, its flags and counter, the hash of the data (PROTOCOL.u2f). */
function tokenData(application: Buffer, flagsAndCounter: Buffer, data: Buffer): Buffer {
  const sha256 = (bytes: Buffer) => createHash("sha256").update(bytes).digest();
  return Buffer.concat([sha256(application), flagsAndCounter, sha256(data)]);
}

const publicKey = (key: JsonWebKey) => createPublicKey({ key, format: "jwk" });
/** A number without the zero byte that an `mpint` may begin with. */
const url = (number: Buffer): string => number.subarray(number[0] === 0 ? 1 : 0).toString("base64url");

/** @throws Error on a number that is too long */
function fixedLength(number: Buffer, length: number): Buffer {
  const digits = number.subarray(number[0] === 0 ? 1 : 0);
  return Buffer.concat([Buffer.alloc(length - digits.length), digits]);
}
