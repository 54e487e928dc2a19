import { derContent, derValues, INTEGER, OCTET_STRING, SEQUENCE } from "./der.js";
import type { KeyNumbers } from "./key-numbers.js";

/**
 * The numbers of a DSA key in PKCS#8 (RFC 5958, parameters by RFC 3279 section 2.3.2), the one form in which node gives them:
 * `SEQUENCE { version, SEQUENCE { oid, SEQUENCE { p, q, g } }, OCTET STRING { x } }`; y, the public one, is g to the power of x.
 *
 * @throws MalformedWireData
 */
export function dsaNumbersOf(pkcs8: Buffer): KeyNumbers {
  const [, algorithm, secret] = derValues(derContent(derValues(pkcs8)[0], SEQUENCE));
  const [, parameters] = derValues(derContent(algorithm, SEQUENCE));
  const [p, q, g] = derValues(derContent(parameters, SEQUENCE)).map((value) => derContent(value, INTEGER));
  const x = derContent(derValues(derContent(secret, OCTET_STRING))[0], INTEGER);
  return {
    type: "ssh-dss",
    p: p ?? NOTHING,
    q: q ?? NOTHING,
    g: g ?? NOTHING,
    x,
    y: power(g ?? NOTHING, x, p ?? NOTHING),
  };
}

const NOTHING = Buffer.alloc(0);
const toNumber = (bytes: Buffer): bigint => BigInt(`0x0${bytes.toString("hex")}`);

/** base to the power of exponent, modulo modulus, by squaring. */
function power(base: Buffer, exponent: Buffer, modulus: Buffer): Buffer {
  const m = toNumber(modulus);
  let result = 1n;
  let square = toNumber(base);
  for (let rest = toNumber(exponent); rest > 0n && m > 0n; rest >>= 1n) {
    if (rest & 1n) result = (result * square) % m;
    square = (square * square) % m;
  }
  const hex = result.toString(16);
  return Buffer.from(hex.padStart(hex.length + (hex.length % 2), "0"), "hex");
}
