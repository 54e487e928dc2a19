import { createPrivateKey, createPublicKey } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { toOpenSsh } from "../../../../../../src/core/ssh/auth/keys/key-numbers.js";
import { expectSigns, PASSPHRASE, read, readHere, run } from "../../../../../support/fixtures/made-keys.js";
import { puttyKey, puttyPublicLine } from "../../../../../support/fixtures/putty-key.js";
import { tempFolder } from "../../../../../support/fixtures/temp-folder.js";
import { programPath } from "../../../../../support/programs.js";

const puttygen = programPath("puttygen");
const folder = tempFolder();
afterAll(() => folder.remove());

const TYPES = [
  { type: "RSA 1024", args: ["-t", "rsa", "-b", "1024"] },
  { type: "RSA 2048", args: ["-t", "rsa", "-b", "2048"] },
  { type: "DSA", args: ["-t", "dsa", "-b", "1024"] },
  { type: "ECDSA 256", args: ["-t", "ecdsa", "-b", "256"] },
  { type: "ECDSA 384", args: ["-t", "ecdsa", "-b", "384"] },
  { type: "ECDSA 521", args: ["-t", "ecdsa", "-b", "521"] },
  { type: "Ed25519", args: ["-t", "ed25519"] },
];
const WRITTEN = [
  "version=2",
  "version=3,kdf=argon2id",
  "version=3,kdf=argon2i",
  "version=3,kdf=argon2d",
  "version=3,kdf=argon2id,memory=1024,passes=3,parallelism=4",
];

/** Written with two passes of Argon2, which is quick. */
const putty = (name: string, args: readonly string[], param: string, passphrase = ""): string =>
  puttyKey(
    folder,
    `${name} ${param}`,
    args,
    param.includes("passes") || !param.includes("version=3") ? param : `${param},passes=2`,
    passphrase,
  );
const linesOf = (file: string): string[] => readFileSync(file, "latin1").trimEnd().split("\n");
const readLines = (lines: readonly string[], passphrase?: string) =>
  readHere(Buffer.from(lines.join("\n"), "latin1"), passphrase);

describe.skipIf(puttygen === undefined)("keys made by puttygen (skipped where there is none)", () => {
  describe.each(TYPES)("of the type $type", ({ type, args }) => {
    let plain: string;
    beforeAll(() => {
      plain = putty(type, args, "version=3");
    });

    it("sign in version 3", async () => {
      expect(linesOf(plain)[0]).toContain("PuTTY-User-Key-File-3");
      expectSigns(await read(plain), puttyPublicLine(plain));
    });

    it("sign in version 2", async () => {
      const old = putty(`${type} old`, [plain], "version=2");
      expect(linesOf(old)[0]).toContain("PuTTY-User-Key-File-2");
      expectSigns(await read(old, "not needed"), puttyPublicLine(plain));
    });

    it.each(WRITTEN)("sign under a passphrase written with %s, and under no other", async (param) => {
      const locked = putty(`${type} locked`, [plain], param, PASSPHRASE);
      expectSigns(await read(locked, PASSPHRASE), puttyPublicLine(plain));
      expect(await read(locked)).toEqual({ kind: "needs-passphrase" });
      expect(await read(locked, "")).toEqual({ kind: "wrong-passphrase" });
      for (const wrong of ["popeye", `${PASSPHRASE} `, "\0"])
        expect(await read(locked, wrong)).toEqual({ kind: "wrong-passphrase" });
    });
  });

  it("are refused by name where they are Ed448", async () => {
    for (const passphrase of ["", PASSPHRASE]) {
      expect(await read(putty(`Ed448 ${passphrase.length}`, ["-t", "ed448"], "version=3", passphrase))).toEqual({
        kind: "unsupported",
        what: "Ed448",
      });
    }
  });

  it("sign where an Ed25519 seed ends in zeros, which PuTTY leaves out", async () => {
    const seed = Buffer.concat([Buffer.alloc(28, 7), Buffer.alloc(4)]);
    const pkcs8 = Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), seed]);
    const { x = "" } = createPublicKey(createPrivateKey({ key: pkcs8, format: "der", type: "pkcs8" })).export({
      format: "jwk",
    });
    writeFileSync(folder.file("short"), toOpenSsh({ type: "ssh-ed25519", seed, public: Buffer.from(x, "base64url") }), {
      mode: 0o600,
    });
    for (const param of ["version=2", "version=3"]) {
      const file = putty("short seed", [folder.file("short")], param);
      expectSigns(await read(file), puttyPublicLine(file));
    }
  });

  it("sign with the line ends of Windows, of old Macs, and without the last one", async () => {
    const file = putty("line ends", ["-t", "ed25519"], "version=3", PASSPHRASE);
    for (const end of ["\r\n", "\r"])
      expectSigns(await readHere(Buffer.from(linesOf(file).join(end), "latin1"), PASSPHRASE), puttyPublicLine(file));
  });

  it("say that they are public where puttygen exported that half", async () => {
    const file = putty("public", ["-t", "rsa", "-b", "1024"], "version=3");
    for (const format of ["public", "public-openssh"]) {
      expect(await readHere(Buffer.from(run(puttygen ?? "", file, "-O", format)))).toEqual({ kind: "public-key" });
    }
  });

  describe.each(["version=2", "version=3"])("written with %s and then damaged", (param) => {
    let plain: string[];
    let locked: string[];
    beforeAll(() => {
      const file = putty("to damage", ["-t", "rsa", "-b", "1024"], param);
      plain = linesOf(file);
      locked = linesOf(putty("to damage locked", [file], param, PASSPHRASE));
    });

    it("are called damaged wherever they are cut", async () => {
      for (const lines of [plain, locked]) {
        const text = lines.join("\n");
        for (let cut = 25; cut < text.length; cut += 7)
          expect(await readHere(Buffer.from(text.slice(0, cut), "latin1"), PASSPHRASE)).toEqual({ kind: "damaged" });
      }
    });

    it("are called damaged where any line is missing, with and without the passphrase", async () => {
      for (const lines of [plain, locked]) {
        for (let at = 1; at < lines.length; at++) {
          expect(await readLines(lines.toSpliced(at, 1), PASSPHRASE)).toEqual({ kind: "damaged" });
          expect(await readLines(lines.toSpliced(at, 1))).toEqual({ kind: "damaged" });
        }
      }
    });

    it("are called damaged where the MAC does not fit though the numbers do", async () => {
      const comment = (lines: string[]) => lines.map((line) => line.replace("Comment: ", "Comment: not "));
      const mac = (lines: string[]) =>
        lines.map((line) =>
          line.replace(/^Private-MAC: ./, (start) => `${start.slice(0, -1)}${start.endsWith("0") ? "1" : "0"}`),
        );
      for (const change of [comment, mac]) {
        expect(await readLines(change(plain))).toEqual({ kind: "damaged" });
        expect(await readLines(change(locked), PASSPHRASE)).toEqual({ kind: "damaged" });
        expect(await readLines(change(locked), "wrong")).toEqual({ kind: "wrong-passphrase" });
      }
    });

    it("never make a key where a letter of the base64 has changed", async () => {
      for (let at = 0; at < plain.length; at++) {
        if (!/^[A-Za-z0-9+/=]+$/.test(plain[at] ?? "")) continue;
        expect(
          (
            await readLines(
              plain.with(
                at,
                (plain[at] ?? "").replace(/[A-Za-z]/, (letter) => (letter === "a" ? "b" : "a")),
              ),
            )
          ).kind,
        ).toBe("damaged");
      }
    });

    it("are refused where they are encrypted in a way that is not PuTTY's", async () => {
      expect(
        await readLines(
          locked.map((line) => line.replace("aes256-cbc", "rot13")),
          PASSPHRASE,
        ),
      ).toEqual({ kind: "unsupported", what: "rot13" });
    });
  });
});

describe("readPrivateKey on PPK", () => {
  const ppk = (...argon2: string[]): Buffer =>
    Buffer.from(
      [
        "PuTTY-User-Key-File-3: ssh-ed25519",
        "Encryption: aes256-cbc",
        "Comment: x",
        "Public-Lines: 1",
        "AAAAC3NzaC1lZDI1NTE5",
        ...argon2,
        "Argon2-Salt: 00112233445566778899aabbccddeeff",
        "Private-Lines: 1",
        "YD0QVSQdEXee8/M/nTNrksDYs3QxXgWC0kU5eopnSeLP1jUKACpBM5ZafeLObyEB",
        `Private-MAC: ${"0".repeat(64)}`,
        "",
      ].join("\n"),
    );
  const argon2 = (memory: string, passes: string, lanes: string) =>
    ppk(
      "Key-Derivation: Argon2id",
      `Argon2-Memory: ${memory}`,
      `Argon2-Passes: ${passes}`,
      `Argon2-Parallelism: ${lanes}`,
    );

  it("reads the file that the next tests change", async () => {
    expect(await readHere(argon2("64", "1", "1"), PASSPHRASE)).toEqual({ kind: "wrong-passphrase" });
  });

  it.each([
    {
      title: "more memory than a machine has",
      file: argon2("999999999", "1", "1"),
      said: { kind: "unsupported", what: "Argon2, 999999999 KiB, 1 passes" },
    },
    {
      title: "more passes than a day has time for",
      file: argon2("8192", "999999999", "1"),
      said: { kind: "unsupported", what: "Argon2, 8192 KiB, 999999999 passes" },
    },
    {
      title: "a KiB more memory than a GiB",
      file: argon2("1048577", "1", "1"),
      said: { kind: "unsupported", what: "Argon2, 1048577 KiB, 1 passes" },
    },
    {
      title: "one pass more than its memory may have",
      file: argon2("8192", "513", "1"),
      said: { kind: "unsupported", what: "Argon2, 8192 KiB, 513 passes" },
    },
    { title: "less memory than its lanes need", file: argon2("64", "1", "9"), said: { kind: "damaged" } },
    { title: "no passes", file: argon2("64", "0", "1"), said: { kind: "damaged" } },
    { title: "no lanes", file: argon2("64", "1", "0"), said: { kind: "damaged" } },
    { title: "a number with a sign", file: argon2("-64", "1", "1"), said: { kind: "damaged" } },
    { title: "a number too long", file: argon2("18446744073709551616", "1", "1"), said: { kind: "damaged" } },
    { title: "another derivation", file: ppk("Key-Derivation: Argon3"), said: { kind: "unsupported", what: "Argon3" } },
  ])("refuses a file that asks for $title", async ({ file, said }) => {
    expect(await readHere(file, PASSPHRASE)).toEqual(said);
  });

  it.each([
    { first: "PuTTY-User-Key-File-1: ssh-rsa", said: { kind: "unsupported", what: "PPK 1" } },
    { first: "PuTTY-User-Key-File-4: ssh-rsa", said: { kind: "unsupported", what: "PPK 4" } },
    { first: "PuTTY-User-Key-File-3: ssh-tomorrow", said: { kind: "unsupported", what: "ssh-tomorrow" } },
    {
      first: "PuTTY-User-Key-File-3: ssh-rsa-cert-v01@openssh.com",
      said: { kind: "unsupported", what: "ssh-rsa-cert-v01@openssh.com" },
    },
    { first: "PuTTY-User-Key-File-3: ssh-rsa", said: { kind: "damaged" } },
    { first: "PuTTY-User-Key-File-: ssh-ed25519", said: { kind: "damaged" } },
  ])("says $said.kind of a file that begins $first", async ({ first, said }) => {
    expect(await readHere(Buffer.from(argon2("64", "1", "1").toString().replace(/^.*/, first)))).toEqual(said);
  });
});
