import type { ParsedKey } from "ssh2";
import { mpint, wireString } from "../../wire-format.js";
import { derContent, derValues, INTEGER, SEQUENCE } from "./der.js";

const RSA_HASHES: Readonly<Partial<Record<string, string>>> = {
  "rsa-sha2-512": "sha512",
  "rsa-sha2-256": "sha256",
  "ssh-rsa": "sha1",
};
const DSA_NUMBER_BYTES = 20;

/**
 * Sign as SSH sends it: `string algorithm, string signature` (RFC 4253 section 6.6).
 *
 * @param algorithm the signature's own, `rsa-sha2-512`, also where a certificate is shown
 * @returns nothing where the key does not sign
 */
export function sshSignature(key: ParsedKey, algorithm: string, data: Buffer): Buffer | undefined {
  const raw: unknown = key.sign(data, RSA_HASHES[algorithm]); // ssh2 returns an Error, whatever its types say
  if (!Buffer.isBuffer(raw)) return undefined;
  return Buffer.concat([wireString(algorithm), wireString(toWire(key.type, raw))]);
}

/** What OpenSSL gives as a sequence of two numbers SSH has as two `mpint` (RFC 5656 section 3.1.2) or side by side. */
function toWire(keyType: string, signature: Buffer): Buffer {
  if (!keyType.startsWith("ecdsa-") && keyType !== "ssh-dss") return signature;
  const numbers = derValues(derContent(derValues(signature)[0], SEQUENCE)).map((value) => derContent(value, INTEGER));
  if (keyType !== "ssh-dss") return Buffer.concat(numbers.map(mpint));
  return Buffer.concat(
    numbers.map((number) => Buffer.concat([Buffer.alloc(DSA_NUMBER_BYTES), number]).subarray(-DSA_NUMBER_BYTES)),
  );
}
