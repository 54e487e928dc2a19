import { execFileSync, spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { afterAll, describe, expect, it } from "vitest";
import { hostKeyFacts, randomart } from "../../../../src/core/ssh/host-key/fingerprint.js";
import { formatLine, hasHashedNames, judgeHostKey } from "../../../../src/core/ssh/host-key/known-hosts.js";
import { tempFolder } from "../../../support/fixtures/temp-folder.js";
import { programPath } from "../../../support/programs.js";

const keygen = programPath("ssh-keygen");
const folder = tempFolder();
afterAll(() => folder.remove());

const run = (...args: string[]): string =>
  execFileSync(keygen ?? "", args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });

/** A new public key, as file and as blob. */
function makeKey(name: string, ...kind: string[]): { file: string; words: string; blob: Buffer } {
  run("-q", "-N", "", "-C", "", "-f", folder.file(name), ...kind);
  const file = folder.file(`${name}.pub`);
  const words = readFileSync(file, "utf8").trim();
  return { file, words, blob: Buffer.from(words.split(" ")[1] ?? "", "base64") };
}

describe.skipIf(keygen === undefined)("host keys beside the real ssh-keygen (skipped where there is none)", () => {
  it.each([
    ["RSA", "-t", "rsa", "-b", "2048"],
    ["RSA of an odd size", "-t", "rsa", "-b", "1999"],
    ["ECDSA 256", "-t", "ecdsa", "-b", "256"],
    ["ECDSA 384", "-t", "ecdsa", "-b", "384"],
    ["ECDSA 521", "-t", "ecdsa", "-b", "521"],
    ["Ed25519", "-t", "ed25519"],
  ])("shows the fingerprint and the picture of an %s key as it does", (name, ...kind) => {
    const key = makeKey(`shown ${name}`, ...kind);
    const [facts = "", ...picture] = run("-lv", "-f", key.file).trimEnd().split("\n");
    expect(facts.split(" ")[1]).toBe(hostKeyFacts(key.blob).fingerprint);
    expect(key.words.split(" ")[0]).toBe(hostKeyFacts(key.blob).keyType);
    expect(randomart(key.blob).split("\n")).toEqual(picture);
  });

  it("draws many keys as it does", () => {
    for (let count = 0; count < 20; count++) {
      const key = makeKey(`drawn${count}`, "-t", "ed25519");
      expect(randomart(key.blob)).toBe(run("-lv", "-f", key.file).trimEnd().split("\n").slice(1).join("\n"));
    }
  });

  it("finds a host in the same lines as it does", () => {
    const { words, blob } = makeKey("matched", "-t", "ed25519");
    const names = [
      "www.spinach.com",
      "WWW.SPINACH.COM",
      "*",
      "*.com",
      "*.spinach.com",
      "www.*.com",
      "w*w*w.spinach.com",
      "???.spinach.com",
      "????.spinach.com",
      "*?",
      "www.spinach.com*",
      "*www.spinach.com",
      "**.com",
      "a,b,www.spinach.com",
      "*,!www.spinach.com",
      "!*.net,*.com",
      "!www.spinach.com",
      "[www.spinach.com]:22",
      "[www.spinach.com]:2222",
      "[*]:2222",
      "[*",
      "",
      ",",
      ",,www.spinach.com",
      "www.spinach.com,",
      "spinach.com",
      "|1|",
      "|1|AAAA|BBBB",
    ];
    const hosts = [
      { host: "www.spinach.com", port: 22 },
      { host: "www.spinach.com", port: 2222 },
      { host: "WWW.spinach.com", port: 22 },
      { host: "10.0.0.1", port: 22 },
    ];
    const file = folder.file("lines");
    for (const name of names) {
      writeFileSync(file, `${name} ${words}\n`);
      for (const { host, port } of hosts) {
        const asked = (port === 22 ? host : `[${host}]:${port}`).toLowerCase();
        const theirs =
          spawnSync(keygen ?? "", ["-F", asked, "-f", file], { encoding: "utf8" }).status === 0 ? "known" : "unknown";
        const ours = judgeHostKey(readFileSync(file, "utf8"), file, host, port, blob).kind;
        expect({ name, asked, verdict: ours }).toEqual({ name, asked, verdict: theirs });
      }
    }
  });

  it("reads what it has hashed, and writes what it finds", () => {
    const { words, blob } = makeKey("hashed", "-t", "ecdsa");
    const file = folder.file("known_hosts");
    writeFileSync(file, `www.spinach.com,popeye ${words}\n[www.spinach.com]:2222 ${words}\n`);
    run("-H", "-f", file);
    const text = readFileSync(file, "utf8");
    expect(hasHashedNames(text)).toBe(true);
    for (const [host, port] of [
      ["www.spinach.com", 22],
      ["Popeye", 22],
      ["www.spinach.com", 2222],
    ] as const) {
      expect(judgeHostKey(text, file, host, port, blob)).toEqual({ kind: "known" });
    }
    expect(judgeHostKey(text, file, "popeye", 2222, blob)).toEqual({ kind: "unknown" });

    const ours = folder.file("ours");
    writeFileSync(
      ours,
      formatLine("olive", 22, blob, { hashed: true }) + formatLine("Olive", 2200, blob, { hashed: false }),
    );
    expect(run("-F", "olive", "-f", ours)).toContain("found: line 1");
    expect(run("-F", "[olive]:2200", "-f", ours)).toContain("found: line 2");
  });
});
