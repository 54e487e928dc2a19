import { execFileSync, type StdioOptions } from "node:child_process";
import { createPublicKey, randomBytes, verify, type KeyObject } from "node:crypto";
import { readFileSync } from "node:fs";
import { expect } from "vitest";
import type { KeyReading } from "../../../../src/core/ssh/keys/key-reading.js";
import { readPrivateKey } from "../../../../src/core/ssh/keys/private-key.js";
import { unlock } from "../../../../src/core/ssh/keys/unlock.js";
import { WireReader } from "../../../../src/core/ssh/wire.js";

/** With letters outside ASCII: every format takes the passphrase as UTF-8. */
export const PASSPHRASE = "popeye's spinäch";

const QUIET: StdioOptions = ["ignore", "pipe", "ignore"];

/** Runs ssh-keygen, puttygen or openssl. */
export const run = (program: string, ...args: string[]): string => execFileSync(program, args, { encoding: "utf8", stdio: QUIET });

/** On this thread, which saves hundreds of tests the start of another; `unlock-aside.test.ts` has the other one. */
export const readHere = (file: Buffer, passphrase?: string): Promise<KeyReading> => readPrivateKey(file, passphrase, unlock);
export const read = (file: string, passphrase?: string): Promise<KeyReading> => readHere(readFileSync(file), passphrase);

/** That a reading is a key, that its public half is the one given, and that what it signs verifies with that, by node alone. */
export function expectSigns(reading: KeyReading, publicLine: string): void {
  expect(reading.kind).toBe("key");
  if (reading.kind !== "key") return;
  const [type, base64] = publicLine.trim().split(/\s+/);
  expect([reading.keyType, reading.publicBlob.toString("base64")]).toEqual([type, base64]);

  const challenge = randomBytes(64);
  const hash = HASHES[reading.keyType];
  const signature = reading.key.sign(challenge, hash);
  expect(verify(hash ?? null, challenge, publicKeyOf(reading.publicBlob) ?? reading.key.getPublicPEM(), signature)).toBe(true);
}

const HASHES: Readonly<Partial<Record<string, string>>> = {
  "ssh-rsa": "sha512", "ssh-dss": "sha1", "ecdsa-sha2-nistp256": "sha256", "ecdsa-sha2-nistp384": "sha384", "ecdsa-sha2-nistp521": "sha512",
};

/** Node's public key of a blob; DSA, which JWK does not know, has none. */
function publicKeyOf(blob: Buffer): KeyObject | undefined {
  const reader = new WireReader(blob);
  const type = reader.text();
  const field = (): Buffer => reader.string();
  const words = (bytes: Buffer): string => bytes.toString("base64url");
  if (type === "ssh-dss") return undefined;
  if (type === "ssh-rsa") {
    const [e, n] = [field(), field()];
    return createPublicKey({ format: "jwk", key: { kty: "RSA", e: words(e), n: words(n) } });
  }
  if (type === "ssh-ed25519") return createPublicKey({ format: "jwk", key: { kty: "OKP", crv: "Ed25519", x: words(field()) } });
  const crv = { nistp256: "P-256", nistp384: "P-384", nistp521: "P-521" }[field().toString()] ?? "";
  const point = field().subarray(1);
  return createPublicKey({ format: "jwk", key: { kty: "EC", crv, x: words(point.subarray(0, point.length / 2)), y: words(point.subarray(point.length / 2)) } });
}
