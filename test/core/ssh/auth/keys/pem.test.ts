import { createPrivateKey, createPublicKey, generateKeyPairSync } from "node:crypto";
import { describe, expect, it } from "vitest";
import { mpint, wireString } from "../../../../../src/core/ssh/wire-format.js";
import { expectSigns, PASSPHRASE, readHere } from "../../../../support/fixtures/made-keys.js";

const pem = (label: string, der: Buffer): Buffer =>
  Buffer.from(`-----BEGIN ${label}-----\n${der.toString("base64")}\n-----END ${label}-----\n`);
const der = (tag: number, ...content: Buffer[]): Buffer => {
  const bytes = Buffer.concat(content);
  return Buffer.concat([
    bytes.length < 128 ? Buffer.of(tag, bytes.length) : Buffer.of(tag, 0x82, bytes.length >> 8, bytes.length & 255),
    bytes,
  ]);
};

describe("readPrivateKey on PEM and PKCS#8", () => {
  it("reads an Ed25519 key in PKCS#8, which ssh-keygen cannot write", async () => {
    const { privateKey, publicKey } = generateKeyPairSync("ed25519");
    const blob = Buffer.concat([
      wireString("ssh-ed25519"),
      wireString(Buffer.from(publicKey.export({ format: "jwk" }).x ?? "", "base64url")),
    ]);
    const publicLine = `ssh-ed25519 ${blob.toString("base64")}`;
    const plain = privateKey.export({ format: "pem", type: "pkcs8" });
    const locked = privateKey.export({ format: "pem", type: "pkcs8", cipher: "aes-256-cbc", passphrase: PASSPHRASE });
    expectSigns(await readHere(Buffer.from(plain)), publicLine);
    expectSigns(await readHere(Buffer.from(locked), PASSPHRASE), publicLine);
  });

  it("reads a key whose numbers begin with zero bytes", async () => {
    for (let tries = 0, found = 0; found < 2 && tries < 5_000; tries++) {
      const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
      const { d = "", x = "", y = "" } = privateKey.export({ format: "jwk" });
      const [secret, ...point] = [d, x, y].map((word) => Buffer.from(word, "base64url"));
      if (![secret, ...point].some((number) => number?.[0] === 0)) continue;
      found++;
      const blob = Buffer.concat([
        wireString("ecdsa-sha2-nistp256"),
        wireString("nistp256"),
        wireString(Buffer.concat([Buffer.of(4), ...point])),
      ]);
      expectSigns(
        await readHere(Buffer.from(privateKey.export({ format: "pem", type: "sec1" }))),
        `ecdsa-sha2-nistp256 ${blob.toString("base64")}`,
      );
    }
  });

  const rsa = generateKeyPairSync("rsa", { modulusLength: 1024 }).privateKey;
  it.each(["aes-128-cbc", "aes-192-cbc", "aes-256-cbc", "des-ede3-cbc"])(
    "opens a traditional PEM under %s",
    async (cipher) => {
      const { n = "", e = "" } = rsa.export({ format: "jwk" });
      const blob = Buffer.concat([
        wireString("ssh-rsa"),
        mpint(Buffer.from(e, "base64url")),
        mpint(Buffer.from(n, "base64url")),
      ]);
      const locked = Buffer.from(rsa.export({ format: "pem", type: "pkcs1", cipher, passphrase: PASSPHRASE }));
      expectSigns(await readHere(locked, PASSPHRASE), `ssh-rsa ${blob.toString("base64")}`);
      expect(await readHere(locked)).toEqual({ kind: "needs-passphrase" });
    },
  );

  it("calls every wrong passphrase wrong, also where what comes out happens to end well", async () => {
    for (const type of ["pkcs1", "pkcs8"] as const) {
      const locked = Buffer.from(rsa.export({ format: "pem", type, cipher: "aes-128-cbc", passphrase: PASSPHRASE }));
      const tries = type === "pkcs1" ? 1_500 : 50; // one in 256 ends in good padding
      for (let count = 0; count < tries; count++)
        expect(await readHere(locked, `wrong ${count}`)).toEqual({ kind: "wrong-passphrase" });
    }
  });

  const other = (label: string, key: { export(options: { format: "pem"; type: "pkcs8" }): string | Buffer }) => ({
    label,
    file: Buffer.from(key.export({ format: "pem", type: "pkcs8" })),
  });
  it.each([
    { ...other("Ed448", generateKeyPairSync("ed448").privateKey), what: "Ed448" },
    { ...other("X25519", generateKeyPairSync("x25519").privateKey), what: "x25519" },
    { ...other("RSA-PSS", generateKeyPairSync("rsa-pss", { modulusLength: 1024 }).privateKey), what: "rsa-pss" },
    {
      ...other("secp256k1", generateKeyPairSync("ec", { namedCurve: "secp256k1" }).privateKey),
      what: "ECDSA secp256k1",
    },
    {
      label: "unheard-of",
      file: pem(
        "PRIVATE KEY",
        der(0x30, Buffer.of(2, 1, 0), der(0x30, Buffer.of(6, 3, 0x2b, 0x65, 0x7f)), der(4, Buffer.alloc(8))),
      ),
      what: "OID 2b657f",
    },
    {
      label: "ssh.com's",
      file: Buffer.from(
        "---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----\nComment: x\nP2/56wAA\n---- END SSH2 ENCRYPTED PRIVATE KEY ----\n",
      ),
      what: "ssh.com",
    },
    { label: "SSH 1's", file: Buffer.from("SSH PRIVATE KEY FILE FORMAT 1.1\n\0\0\0"), what: "SSH 1" },
  ])("refuses a key of the $label kind by name", async ({ file, what }) => {
    expect(await readHere(file)).toEqual({ kind: "unsupported", what });
  });

  const number = (hex: string): Buffer => der(2, Buffer.from(hex, "hex"));
  const lockedBy = (...numbers: Buffer[]): Buffer =>
    pem(
      "ENCRYPTED PRIVATE KEY",
      der(0x30, der(0x30, der(0x30, der(4, Buffer.alloc(8)), ...numbers)), der(4, Buffer.alloc(64))),
    );
  it.each([
    { title: "PBKDF2 with two thousand million passes", file: lockedBy(number("7fffffff")) },
    { title: "scrypt with a million lanes", file: lockedBy(number("4000"), number("08"), number("0f4240")) },
  ])("does not let $title keep it busy", async ({ file }) => {
    expect(await readHere(file, PASSPHRASE)).toEqual({ kind: "unsupported", what: "PBES2, far too many passes" });
  });

  it.each([
    { title: "an empty file", text: "" },
    { title: "prose", text: "This is not a key.\n" },
    { title: "a picture", text: "\x89PNG\r\n\x1a\n\0\0\0" },
    { title: "a certificate", text: "-----BEGIN CERTIFICATE-----\nMIIB\n-----END CERTIFICATE-----\n" },
    { title: "two megabytes", text: `-----BEGIN OPENSSH PRIVATE KEY-----\n${"A".repeat(2_000_000)}` },
  ])("sees no key in $title", async ({ text }) => {
    expect(await readHere(Buffer.from(text, "latin1"))).toEqual({ kind: "not-a-key" });
  });

  it.each([
    { title: "nothing between its lines", text: "-----BEGIN PRIVATE KEY-----\n-----END PRIVATE KEY-----\n" },
    {
      title: "no base64 between its lines",
      text: "-----BEGIN RSA PRIVATE KEY-----\nÿÿÿÿ\n-----END RSA PRIVATE KEY-----\n",
    },
    { title: "no end", text: "-----BEGIN EC PRIVATE KEY-----\nMIIB\n" },
    { title: "another end", text: "-----BEGIN EC PRIVATE KEY-----\nMIIB\n-----END RSA PRIVATE KEY-----\n" },
    {
      title: "encryption and no word on how",
      text: "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\nMIIBAAAA\n-----END RSA PRIVATE KEY-----\n",
    },
  ])("calls a key with $title damaged", async ({ text }) => {
    expect(await readHere(Buffer.from(text, "latin1"), PASSPHRASE)).toEqual({ kind: "damaged" });
  });

  it("calls numbers that do not belong together damaged, since they do not sign", async () => {
    const one = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ format: "jwk" });
    const two = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ format: "jwk" });
    expect(createPublicKey(createPrivateKey({ format: "jwk", key: one })).asymmetricKeyType).toBe("ec");
    const blob = (d = "", x = "", y = "") => {
      const point = Buffer.concat([Buffer.of(4), Buffer.from(x, "base64url"), Buffer.from(y, "base64url")]);
      const oid = Buffer.from("06082a8648ce3d030107", "hex");
      return pem(
        "EC PRIVATE KEY",
        der(
          0x30,
          Buffer.of(2, 1, 1),
          der(4, Buffer.from(d, "base64url")),
          der(0xa0, oid),
          der(0xa1, der(3, Buffer.of(0), point)),
        ),
      );
    };
    expect((await readHere(blob(one.d, one.x, one.y))).kind).toBe("key");
    expect(await readHere(blob(one.d, two.x, two.y))).toEqual({ kind: "damaged" });
  });
});
