import { readFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { openSshContainer } from "../../../../../src/core/ssh/auth/keys/key-numbers.js";
import { uint32, wireString } from "../../../../../src/core/ssh/wire-format.js";
import { expectSigns, PASSPHRASE, read, readHere, run } from "../../../../support/fixtures/made-keys.js";
import { tempFolder } from "../../../../support/fixtures/temp-folder.js";
import { programPath } from "../../../../support/programs.js";

const keygen = programPath("ssh-keygen");
const folder = tempFolder();
afterAll(() => folder.remove());

let made = 0;
/** A new key by ssh-keygen: its file, and the line of its public half. */
function make(passphrase: string, ...kind: string[]): { file: string; publicLine: string } {
  const file = folder.file(`key${++made}`);
  run(keygen ?? "", "-q", "-N", passphrase, "-C", "olive@spinach", "-f", file, ...kind);
  return { file, publicLine: readFileSync(`${file}.pub`, "utf8") };
}

const TYPES = [
  ["RSA 1024", "-t", "rsa", "-b", "1024"],
  ["RSA 3072", "-t", "rsa", "-b", "3072"],
  ["DSA", "-t", "dsa"],
  ["ECDSA 256", "-t", "ecdsa", "-b", "256"],
  ["ECDSA 384", "-t", "ecdsa", "-b", "384"],
  ["ECDSA 521", "-t", "ecdsa", "-b", "521"],
  ["Ed25519", "-t", "ed25519"],
] satisfies [string, ...string[]][];

describe.skipIf(keygen === undefined)("keys made by ssh-keygen (skipped where there is none)", () => {
  it.each(TYPES)("signs with an %s key", async (_, ...kind) => {
    const { file, publicLine } = make("", ...kind);
    expectSigns(await read(file), publicLine);
    expectSigns(await read(file, "a passphrase that is not needed"), publicLine);
  });

  it.each(TYPES)("signs with an %s key under a passphrase", async (_, ...kind) => {
    const { file, publicLine } = make(PASSPHRASE, ...kind);
    expectSigns(await read(file, PASSPHRASE), publicLine);
  });

  const ciphers =
    keygen === undefined
      ? []
      : [
          "3des-cbc",
          "aes128-cbc",
          "aes192-cbc",
          "aes256-cbc",
          "aes128-ctr",
          "aes192-ctr",
          "aes256-ctr",
          "aes128-gcm@openssh.com",
          "aes256-gcm@openssh.com",
          "chacha20-poly1305@openssh.com",
        ];
  it.each(ciphers)("opens a key under %s with the right passphrase, and with no other", async (cipher) => {
    const { file, publicLine } = make(PASSPHRASE, "-t", "ed25519", "-a", "2", "-Z", cipher);
    expectSigns(await read(file, PASSPHRASE), publicLine);
    expect(await read(file, "popeye's spinach")).toEqual({ kind: "wrong-passphrase" });
    expect(await read(file, "")).toEqual({ kind: "wrong-passphrase" });
    expect(await read(file)).toEqual({ kind: "needs-passphrase" });
  });

  it.each(TYPES.filter(([name]) => name !== "Ed25519"))(
    "signs with an %s key in PEM, plain and under a passphrase",
    async (_, ...kind) => {
      for (const format of ["PEM", "PKCS8"]) {
        const plain = make("", "-m", format, ...kind);
        expectSigns(await read(plain.file), plain.publicLine);
        const locked = make(PASSPHRASE, "-m", format, ...kind);
        expectSigns(await read(locked.file, PASSPHRASE), locked.publicLine);
        expect(await read(locked.file)).toEqual({ kind: "needs-passphrase" });
        expect(await read(locked.file, "wrong")).toEqual({ kind: "wrong-passphrase" });
      }
    },
  );

  it("knows a public key given by mistake, in every form", async () => {
    for (const [, ...kind] of TYPES) {
      const { file } = make("", ...kind);
      expect(await read(`${file}.pub`)).toEqual({ kind: "public-key" });
      for (const format of ["RFC4716", "PKCS8", "PEM"]) {
        if (format !== "RFC4716" && kind[1] === "ed25519") continue;
        const text = run(keygen ?? "", "-e", "-m", format, "-f", `${file}.pub`);
        expect(await readHere(Buffer.from(text))).toEqual({ kind: "public-key" });
      }
    }
  });

  it("opens a key that came through Windows: other line ends, a byte order mark, blank lines around", async () => {
    for (const kind of [
      ["-t", "ed25519"],
      ["-t", "ecdsa", "-m", "PEM"],
      ["-t", "rsa", "-m", "PKCS8"],
    ]) {
      const { file, publicLine } = make(PASSPHRASE, ...kind);
      const text = `\uFEFF\r\n${readFileSync(file, "utf8").replaceAll("\n", "\r\n")}\r\n`;
      expectSigns(await readHere(Buffer.from(text), PASSPHRASE), publicLine);
    }
  });

  it("opens a key that has text before it, as some clouds write them", async () => {
    const { file, publicLine } = make("", "-t", "rsa", "-m", "PEM");
    expectSigns(
      await readHere(Buffer.from(`Bag Attributes\n    friendlyName: olive\n${readFileSync(file, "utf8")}`)),
      publicLine,
    );
  });

  it.each([
    ["an OpenSSH", []],
    ["a PEM", ["-m", "PEM"]],
    ["a PKCS#8", ["-m", "PKCS8"]],
  ] as const)("calls %s key damaged wherever it is cut", async (_, format) => {
    const text = readFileSync(make("", "-t", "ecdsa", ...format).file, "utf8").trimEnd();
    for (let cut = 40; cut < text.length - 1; cut += 3) {
      expect(await readHere(Buffer.from(text.slice(0, cut)))).toEqual({ kind: "damaged" });
    }
  });

  it("never makes a key of a file whose middle is missing or changed, and never throws", async () => {
    for (const kind of [
      ["-t", "ed25519"],
      ["-t", "rsa", "-b", "1024"],
      ["-t", "ecdsa", "-m", "PEM"],
      ["-t", "ecdsa", "-m", "PKCS8"],
    ]) {
      const { file, publicLine } = make("", ...kind);
      const lines = readFileSync(file, "utf8").trimEnd().split("\n");
      for (let at = 1; at < lines.length - 1; at++) {
        expect((await readHere(Buffer.from(lines.toSpliced(at, 1).join("\n")))).kind).toBe("damaged");
        const changed = lines.toSpliced(
          at,
          1,
          (lines[at] ?? "").replace(/[a-z]/, (letter) => (letter === "a" ? "b" : "a")),
        );
        const reading = await readHere(Buffer.from(changed.join("\n")));
        if (reading.kind === "key") expectSigns(reading, publicLine); // the change fell on the comment or the padding
      }
    }
  });

  it("tells a damaged file from a wrong passphrase where the damage is outside the encryption", async () => {
    const text = readFileSync(make(PASSPHRASE, "-t", "ed25519").file, "utf8");
    const lines = text.trimEnd().split("\n");
    expect(await readHere(Buffer.from(lines.toSpliced(1, 1).join("\n")), PASSPHRASE)).toEqual({ kind: "damaged" });
    expect(await readHere(Buffer.from(lines.toSpliced(-2, 1).join("\n")), PASSPHRASE)).toEqual({ kind: "damaged" });
  });
});

describe("readPrivateKey on OpenSSH's format", () => {
  const container = (type: string): Buffer => Buffer.from(openSshContainer(wireString(type), Buffer.alloc(16)));

  it.each([
    { title: "a key on a FIDO token", file: container("sk-ssh-ed25519@openssh.com"), said: { kind: "on-token" } },
    {
      title: "a type that SSH may have one day",
      file: container("ssh-tomorrow"),
      said: { kind: "unsupported", what: "ssh-tomorrow" },
    },
  ])("refuses $title by name", async ({ file, said }) => {
    expect(await readHere(file)).toEqual(said);
  });

  const encrypted = (cipher: string, rounds: number): Buffer => {
    const options = Buffer.concat([wireString(Buffer.alloc(16)), uint32(rounds)]);
    const blob = Buffer.concat([
      Buffer.from("openssh-key-v1\0"),
      wireString(cipher),
      wireString("bcrypt"),
      wireString(options),
      uint32(1),
      wireString(wireString("ssh-ed25519")),
      wireString(Buffer.alloc(64)),
    ]);
    return Buffer.from(
      `-----BEGIN OPENSSH PRIVATE KEY-----\n${blob.toString("base64")}\n-----END OPENSSH PRIVATE KEY-----\n`,
    );
  };

  it("refuses a cipher that it does not know, before it asks for a passphrase", async () => {
    expect(await readHere(encrypted("rot13", 16))).toEqual({ kind: "unsupported", what: "rot13" });
  });

  it("takes a thousand rounds, and not one more", async () => {
    expect(await readHere(encrypted("aes256-ctr", 1_000))).toEqual({ kind: "needs-passphrase" });
    expect(await readHere(encrypted("aes256-ctr", 1_001))).toEqual({
      kind: "unsupported",
      what: "bcrypt, 1001 rounds",
    });
  });

  it("does not let a file keep it busy for hours", async () => {
    expect(await readHere(encrypted("aes256-ctr", 4_000_000_000), PASSPHRASE)).toEqual({
      kind: "unsupported",
      what: "bcrypt, 4000000000 rounds",
    });
  });
});
