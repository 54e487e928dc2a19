import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { certifiedKey, parseCertificate } from "../../../../src/core/ssh/certificate/openssh-certificate.js";
import { parseRevocationList } from "../../../../src/core/ssh/certificate/revocation-list.js";
import { checkHostKey } from "../../../../src/core/ssh/host-key/check-host-key.js";
import { uint32, uint64, wireString } from "../../../../src/core/ssh/wire-format.js";
import { failureOf } from "../../../../src/shared/status/failure.js";
import { run, runWell } from "../../../support/child.js";
import { describeWith } from "../../../support/describe-with.js";
import { madeCertificate, madeEd25519 } from "../../../support/fixtures/made-certificate.js";
import { tempFolder } from "../../../support/fixtures/temp-folder.js";
import { ManualClock, MemoryKnownHosts } from "../../../support/fixtures/test-environment.js";
import { makeKey } from "../../../support/gateways/sshd.js";
import { programPathOrThrow } from "../../../support/programs.js";

const folder = tempFolder();
afterAll(() => folder.remove());
const key = madeEd25519();

/** A list of these sections, each behind its type. */
const listOf = (...sections: readonly (readonly [number, Buffer])[]): Buffer =>
  Buffer.concat([
    Buffer.from("SSHKRL\n\0"),
    uint32(1),
    Buffer.alloc(24),
    wireString(""),
    wireString("culvert's"),
    ...sections.flatMap(([type, data]) => [Buffer.of(type), wireString(data)]),
  ]);
const extension = (isCritical: boolean): Buffer =>
  Buffer.concat([wireString("popeye@spinach.com"), Buffer.of(isCritical ? 1 : 0), wireString("")]);

describe("a list of revoked keys", () => {
  it("is read whole or not at all", () => {
    const whole = listOf([2, wireString(key.blob)], [5, wireString(Buffer.alloc(32, 1))]);
    expect(parseRevocationList(whole)?.revokes(key.blob)).toBe(true);
    const readable = Array.from({ length: whole.length }, (_, length) => length).filter(
      (length) => parseRevocationList(whole.subarray(0, length)) !== undefined,
    );
    // nothing at all is a text without a key; else only what ends between two sections
    expect(readable).toEqual([0, listOf().length, listOf([2, wireString(key.blob)]).length]);
  });

  it("is refused where it has what is not known and must be", () => {
    expect(parseRevocationList(listOf([255, extension(false)]))?.revokes(key.blob)).toBe(false);
    expect(parseRevocationList(listOf([255, extension(true)]))).toBeUndefined();
    expect(parseRevocationList(listOf([9, Buffer.alloc(0)]))).toBeUndefined();
    const certificates = (type: number, data: Buffer): Buffer =>
      Buffer.concat([wireString(""), wireString(""), Buffer.of(type), wireString(data)]);
    expect(parseRevocationList(listOf([1, certificates(0x39, extension(false))]))).toBeDefined();
    expect(parseRevocationList(listOf([1, certificates(0x39, extension(true))]))).toBeUndefined();
    expect(parseRevocationList(listOf([1, certificates(0x24, Buffer.alloc(0))]))).toBeUndefined();
  });

  it("may be a text with a key on each line, and nothing else", () => {
    const line = `ssh-ed25519 ${key.blob.toString("base64")}`;
    expect(parseRevocationList(Buffer.from(`# stolen\n\n${line} olive's\n`))?.revokes(key.blob)).toBe(true);
    expect(parseRevocationList(Buffer.from(`${line}\nwww.spinach.com\n`))).toBeUndefined();
  });

  it("revokes a certificate by a bit of a map, its serial number counted from the first", () => {
    const authority = madeEd25519();
    const certificate = parseCertificate(madeCertificate(key, authority)); // number 7
    const revokes = (first: number, bits: number[]) => {
      const map = Buffer.concat([uint64(first), wireString(Buffer.from(bits))]);
      const section = Buffer.concat([wireString(authority.blob), wireString(""), Buffer.of(0x22), wireString(map)]);
      return parseRevocationList(listOf([1, section]))?.revokes(key.blob, certificate);
    };
    expect([revokes(7, [1]), revokes(5, [4]), revokes(0, [0x80]), revokes(0, [0, 0x80])]).toEqual(Array(4).fill(true));
    expect([revokes(8, [1]), revokes(7, [2]), revokes(0, [0x7f]), revokes(0, [])]).toEqual(Array(4).fill(false));
  });
});

describeWith(["ssh-keygen"], "a list that ssh-keygen has made", () => {
  let authority: string;
  let stranger: string;
  beforeAll(async () => {
    authority = await makeKey(folder, "authority", "ed25519");
    stranger = await makeKey(folder, "stranger", "ecdsa");
  });
  const blobIn = (file: string): Buffer => Buffer.from(readFileSync(file, "utf8").split(" ")[1] ?? "", "base64");
  const keygen = (...words: string[]) => runWell(programPathOrThrow("ssh-keygen"), ["-q", ...words]);
  let made = 0;
  async function certified(serial: number, id = "popeye's"): Promise<string> {
    const file = await makeKey(folder, `key${++made}`, "ed25519");
    await keygen("-s", authority, "-h", "-I", id, "-n", "www.spinach.com", "-z", String(serial), `${file}.pub`);
    return file;
  }
  async function listFrom(lines: string, ...words: string[]) {
    const [list, spec] = [folder.file(`list${++made}`), folder.file(`spec${made}`)];
    writeFileSync(spec, lines);
    await keygen("-k", "-f", list, ...words, spec);
    const parsed = parseRevocationList(readFileSync(list));
    return (file: string) => {
      const certificate = blobIn(`${file}-cert.pub`);
      return parsed?.revokes(blobIn(`${file}.pub`), parseCertificate(certificate));
    };
  }

  it.each([
    ["serial: 7\nserial: 9\n", "numbers"],
    ["serial: 5-8\n", "a range"],
    [Array.from({ length: 60 }, (_, index) => `serial: ${7 + 2 * index}\n`).join(""), "a map"],
    ["id: popeye's\n", "names"],
  ])("revokes certificates of one authority by %j, as %s", async (lines) => {
    const revokes = await listFrom(lines, "-s", `${authority}.pub`);
    expect([revokes(await certified(7)), revokes(await certified(4, "olive's"))]).toEqual([true, false]);
    const ofOther = await listFrom(lines, "-s", `${stranger}.pub`);
    expect(ofOther(await certified(7))).toBe(false);
  });

  it.each(["key", "sha1", "sha256"])("revokes keys by their %s, alone and in a certificate", async (kind) => {
    const [revoked, other] = [await certified(1), await certified(2)];
    const text = (file: string) => readFileSync(`${file}.pub`, "utf8").trim();
    const revokes = await listFrom(`${kind}: ${text(revoked)}\n`);
    expect([revokes(revoked), revokes(other)]).toEqual([true, false]);
    const byAuthority = await listFrom(`${kind}: ${text(authority)}\n`);
    expect(byAuthority(other)).toBe(true);
  });

  it("revokes what ssh-keygen -Q says that it does, whatever stands in it", async () => {
    const keys = [await certified(0), await certified(1), await certified(7, "olive's"), await certified(500)];
    const shown = keys.flatMap((file) => [`${file}.pub`, `${file}-cert.pub`]);
    const line = (index: number) => readFileSync(`${keys[index] ?? ""}.pub`, "utf8").trim();
    const { stdout } = await run(programPathOrThrow("ssh-keygen"), ["-l", "-f", `${keys[3] ?? ""}.pub`]);
    const specs = [
      "serial: 1-7\n",
      `serial: 500\nid: olive's\nkey: ${line(0)}\n`,
      `hash: ${stdout.split(" ")[1] ?? ""}\nsha1: ${line(1)}\n`,
      `sha256: ${line(2)}\nserial: 18446744073709551615\n`,
      Array.from({ length: 70 }, (_, index) => `serial: ${1 + index * 7}\n`).join(""),
    ];
    for (const spec of specs)
      for (const by of [["-s", `${authority}.pub`], ["-s", `${stranger}.pub`], []]) {
        const file = folder.file(`spec${++made}`);
        const list = folder.file(`list${made}`);
        writeFileSync(file, spec);
        const isMade = await run(programPathOrThrow("ssh-keygen"), ["-q", "-k", "-f", list, ...by, file]);
        if (isMade.code !== 0 && by.length === 0) continue; // serial numbers are of one authority
        const output = (await run(programPathOrThrow("ssh-keygen"), ["-Q", "-f", list, ...shown])).stdout;
        const parsed = parseRevocationList(readFileSync(list));
        const found = shown.map((name) => {
          const blob = blobIn(name);
          return parsed?.revokes(certifiedKey(blob) ?? blob, parseCertificate(blob));
        });
        const expected = shown.map((name) =>
          output.split("\n").some((said) => said.startsWith(`${name} `) && said.endsWith("REVOKED")),
        );
        expect([spec, by, found]).toEqual([spec, by, expected]);
        expect(output.trim().split("\n")).toHaveLength(shown.length);
      }
  });

  it("refuses a server before known_hosts is asked, as does one that cannot be read", async () => {
    const file = await certified(1);
    const list = folder.file("revoked");
    await keygen("-k", "-f", list, `${file}.pub`);
    const check = (revokedHostKeys: string, shown: Buffer) =>
      checkHostKey(
        { host: "www.spinach.com", port: 22, revokedHostKeys },
        shown,
        {
          knownHosts: new MemoryKnownHosts(`www.spinach.com ssh-ed25519 ${blobIn(`${file}.pub`).toString("base64")}\n`),
          clock: new ManualClock(),
        },
        () => Promise.reject(new Error("asked")),
        () => undefined,
      ).then(
        () => undefined,
        (thrown: unknown) => failureOf(thrown).code,
      );
    for (const shown of [blobIn(`${file}.pub`), blobIn(`${file}-cert.pub`)])
      expect(await check(list, shown)).toBe("host-key.revoked-by-list");
    writeFileSync(folder.file("empty"), "");
    expect(await check(folder.file("empty"), blobIn(`${file}.pub`))).toBeUndefined();
    writeFileSync(folder.file("broken"), readFileSync(list).subarray(0, -1));
    await runWell("mkfifo", [folder.file("pipe")]);
    const unreadable = ["broken", "none", "pipe"].map((name) => folder.file(name));
    for (const bad of [...unreadable, folder.path, "/dev/zero"])
      expect(await check(bad, blobIn(`${file}.pub`))).toBe("host-key.list-unreadable");
  });
});
