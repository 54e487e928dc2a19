import { generateKeyPairSync } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { openSshContainer, OPENSSH_MAGIC } from "../../../../../src/core/ssh/auth/keys/key-numbers.js";
import { readHere } from "../../../../support/fixtures/made-keys.js";

const KINDS = [
  "key",
  "needs-passphrase",
  "wrong-passphrase",
  "public-key",
  "damaged",
  "unsupported",
  "on-token",
  "not-a-key",
];
const pem = generateKeyPairSync("ec", { namedCurve: "P-256" })
  .privateKey.export({ format: "pem", type: "sec1" })
  .toString();
const locked = generateKeyPairSync("ed25519")
  .privateKey.export({ format: "pem", type: "pkcs8", cipher: "aes-128-cbc", passphrase: "x" })
  .toString();
const ppk = [
  "PuTTY-User-Key-File-2: ssh-rsa",
  "Encryption: none",
  "Comment: x",
  "Public-Lines: 1",
  "AAAAB3NzaC1yc2E=",
  "Private-Lines: 1",
  "AAAA",
  `Private-MAC: ${"0".repeat(40)}`,
].join("\n");
const openSsh = openSshContainer(OPENSSH_MAGIC, Buffer.alloc(40));

describe("readPrivateKey", () => {
  it("makes something of whatever bytes a file holds, and never throws", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 200 }),
        fc.option(fc.string(), { nil: undefined }),
        async (bytes, passphrase) => {
          expect(KINDS).toContain((await readHere(Buffer.from(bytes), passphrase)).kind);
        },
      ),
    );
  });

  it("makes something of a key file with any piece replaced, and never throws", async () => {
    const file = fc.constantFrom(pem, locked, ppk, openSsh);
    await fc.assert(
      fc.asyncProperty(
        file,
        fc.nat(500),
        fc.nat(60),
        fc.oneof(fc.string(), fc.base64String()),
        fc.option(fc.string(), { nil: undefined }),
        async (text, at, length, piece, passphrase) => {
          const changed = text.slice(0, at) + piece + text.slice(at + length);
          expect(KINDS).toContain((await readHere(Buffer.from(changed), passphrase)).kind);
        },
      ),
      { numRuns: 1_000 },
    );
  });
});
