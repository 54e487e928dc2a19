import { randomBytes, scrypt, timingSafeEqual } from "node:crypto";
import { parsePasswordHash } from "../../../shared/profile/bridge-user.js";

/** OWASP's password storage cheat sheet: 32 MiB and about a tenth of a second of a processor for each look. */
const COST: { readonly N: number; readonly r: number; readonly p: number } = { N: 1 << 15, r: 8, p: 3 };
const KEY_BYTES = 32;

/** What a profile keeps in place of a password: `scrypt$32768$8$3$salt$key`. */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(password, salt, COST);
  return ["scrypt", COST.N, COST.r, COST.p, salt.toString("base64url"), key.toString("base64url")].join("$");
}

/** Whether a password is the one that was hashed. @param hash one that cannot be read is no password's */
export async function isPassword(password: string, hash: string): Promise<boolean> {
  const parsed = parsePasswordHash(hash);
  if (parsed === undefined) return false;
  const { cost: N, blockSize: r, parallelization: p, salt, key } = parsed;
  const expected = Buffer.from(key, "base64url");
  const actual = await derive(password, Buffer.from(salt, "base64url"), { N, r, p });
  return expected.length === actual.length && timingSafeEqual(expected, actual);
}

function derive(password: string, salt: Buffer, cost: typeof COST): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password, salt, KEY_BYTES, { ...cost, maxmem: 256 * cost.N * cost.r }, (error, key) =>
      error === null ? resolve(key) : reject(error),
    );
  });
}
