import { describe, expect, it } from "vitest";
import { parseCertificate } from "../../../../src/core/ssh/certificate/openssh-certificate.js";
import { checkHostKey } from "../../../../src/core/ssh/host-key/check-host-key.js";
import { judgeHostCertificate } from "../../../../src/core/ssh/host-key/host-certificate.js";
import { hostKeyFacts } from "../../../../src/core/ssh/host-key/fingerprint.js";
import { hostKeyOffer } from "../../../../src/core/ssh/host-key/host-key-algorithms.js";
import { trustedAuthorities } from "../../../../src/core/ssh/host-key/trusted-authorities.js";
import { failureOf } from "../../../../src/shared/status/failure.js";
import type { QuestionBody } from "../../../../src/shared/status/questions.js";
import { madeCertificate, madeEd25519, type CertificateFields } from "../../../support/fixtures/made-certificate.js";
import { ManualClock, MemoryKnownHosts } from "../../../support/fixtures/test-environment.js";

const FILE = "/home/olive/.ssh/known_hosts";
const NOW = 1_700_000_000;
const [key, authority, stranger] = [madeEd25519(), madeEd25519(), madeEd25519()];
const line = (marker: string, names: string, { blob }: typeof key): string =>
  `${marker} ${names} ssh-ed25519 ${blob.toString("base64")}\n`.trimStart();
const trusting = line("@cert-authority", "*.spinach.com", authority);

function judge(
  fields: Partial<CertificateFields>,
  { text = trusting, by = authority, host = "www.spinach.com", port = 22 } = {},
) {
  const certificate = parseCertificate(madeCertificate(key, by, fields));
  if (certificate === undefined) throw new Error("no certificate was made");
  return judgeHostCertificate([{ text, file: FILE }], { host, port }, certificate, NOW * 1000);
}
const refused = (problem: string) => ({ kind: "refused", problem });

describe("a host certificate", () => {
  it("counts where a line trusts its authority for the host, at another port of it too", () => {
    const by = { ...hostKeyFacts(authority.blob), file: FILE, line: 1 };
    for (const port of [22, 2222]) expect(judge({}, { port })).toEqual({ kind: "vouched-for", by });
    expect(judge({ principals: ["popeye", "*.Spinach.com"] }).kind).toBe("vouched-for");
    expect(judge({ principals: ["www.spinach.co?"] }).kind).toBe("vouched-for");
    expect(judge({ validAfter: NOW, validBefore: NOW + 1 }).kind).toBe("vouched-for");
    expect(judge({ principals: ["::1"] }, { text: line("@cert-authority", "*", authority), host: "0:0::1" }).kind).toBe(
      "vouched-for",
    );
  });

  it.each<[string, ReturnType<typeof judge>]>([
    ["expired", judge({ validBefore: NOW })],
    ["not-yet-valid", judge({ validAfter: NOW + 1 })],
    ["wrong-principal", judge({ principals: ["spinach.com", "mail.spinach.com", "!www.spinach.com"] })],
    ["no-principals", judge({ principals: [] })],
    ["wrong-kind", judge({ kind: 1 })],
    ["wrong-kind", judge({ kind: 3 })],
    ["critical-option", judge({ criticalOptions: [["source-address", "10.0.0.0/8"]] })],
    ["wrong-authority", judge({}, { by: stranger })],
    ["wrong-authority", judge({}, { text: line("@cert-authority", "*.olive.com", authority) })],
    ["wrong-authority", judge({}, { text: line("@cert-authority", "*,!www.spinach.com", authority) })],
    ["wrong-authority", judge({}, { text: line("", "www.spinach.com", authority) })],
    ["wrong-authority", judge({}, { text: "" })],
  ])("does not count: %s", (problem, verdict) => {
    expect(verdict).toEqual(refused(problem));
  });

  it("is revoked with its key, and with its authority, by any line for the host", () => {
    for (const revoked of [key, authority])
      expect(judge({}, { text: `${trusting}${line("@revoked", "www.spinach.com", revoked)}` })).toMatchObject({
        kind: "revoked",
        kept: { line: 2 },
      });
    expect(judge({}, { text: `${trusting}${line("@revoked", "mail.spinach.com", key)}` }).kind).toBe("vouched-for");
  });

  it("counts in no part where one bit of it is another", () => {
    const whole = madeCertificate(key, authority);
    for (let index = 0; index < whole.length; index++) {
      const broken = Buffer.from(whole);
      broken[index] = (broken[index] ?? 0) ^ 1;
      const certificate = parseCertificate(broken);
      if (certificate === undefined) continue;
      const files = [{ text: trusting, file: FILE }];
      const verdict = judgeHostCertificate(files, { host: "www.spinach.com", port: 22 }, certificate, NOW * 1000);
      expect([index, verdict.kind]).toEqual([index, "refused"]);
    }
  });

  it("is cut, or has something behind it: then it is none", () => {
    const whole = madeCertificate(key, authority);
    for (let length = 0; length < whole.length; length++)
      expect(parseCertificate(whole.subarray(0, length))).toBeUndefined();
    expect(parseCertificate(Buffer.concat([whole, Buffer.of(0)]))).toBeUndefined();
    expect(parseCertificate(key.blob)).toBeUndefined();
  });
});

describe("trustedAuthorities", () => {
  it("lists every line that trusts one, of all files, without those that are revoked for all hosts", () => {
    const files = [
      { file: FILE, text: `${line("", "www.spinach.com", key)}${trusting}` },
      {
        file: "/etc/ssh/ssh_known_hosts",
        text: `${line("@cert-authority", "*", stranger)}${line("@revoked", "*", key)}`,
      },
    ];
    const found = trustedAuthorities(files);
    expect(found.map(({ names, file, line: number }) => [names, file, number])).toEqual([
      ["*.spinach.com", FILE, 2],
      ["*", "/etc/ssh/ssh_known_hosts", 1],
    ]);
    const revoking = { file: "/etc/ssh/ssh_known_hosts2", text: line("@revoked", "*", authority) };
    expect(trustedAuthorities([...files, revoking]).map(({ names }) => names)).toEqual(["*"]);
  });
});

describe("checking a host by its certificate", () => {
  const gateway = { host: "www.spinach.com", port: 22 };
  async function check(text: string, shown: Buffer): Promise<QuestionBody[]> {
    const asked: QuestionBody[] = [];
    const clock = new ManualClock();
    clock.set(NOW * 1000);
    await checkHostKey(
      gateway,
      shown,
      { knownHosts: new MemoryKnownHosts(text), clock },
      (question) => {
        asked.push(question);
        return Promise.resolve({ kind: "trust", remember: false });
      },
      () => undefined,
    );
    return asked;
  }

  it("asks nothing where it counts", async () => {
    expect(await check(trusting, madeCertificate(key, authority))).toEqual([]);
  });

  it("falls back to the key in it where it does not, which may be known, or is asked about with the reason", async () => {
    const expired = madeCertificate(key, authority, { validBefore: NOW });
    expect(await check(`${trusting}${line("", "www.spinach.com", key)}`, expired)).toEqual([]);
    expect(await check(trusting, expired)).toMatchObject([
      {
        kind: "host-key",
        ...hostKeyFacts(key.blob),
        authorities: [{ line: 1 }],
        certificate: { keyId: "popeye", problem: "expired", authority: hostKeyFacts(authority.blob).fingerprint },
      },
    ]);
    const failure = await check(`${trusting}${line("", "www.spinach.com", stranger)}`, expired).catch(failureOf);
    expect(failure).toMatchObject({ code: "host-key.changed", kept: [{ line: 2 }] });
  });

  it("refuses one that is revoked without asking", async () => {
    const text = `${trusting}${line("@revoked", "*", authority)}`;
    expect(await check(text, madeCertificate(key, authority)).catch(failureOf)).toMatchObject({
      code: "host-key.revoked",
      ...hostKeyFacts(key.blob),
      kept: { line: 2 },
    });
  });

  it("asks a server for certificates only where an authority is trusted for it", async () => {
    const offer = (text: string) => hostKeyOffer(["ssh-ed25519"], gateway, new MemoryKnownHosts(text));
    expect((await offer(trusting)).certificates[0]).toBe("ssh-ed25519-cert-v01@openssh.com");
    expect((await offer(line("", "www.spinach.com", key))).certificates).toEqual([]);
  });
});
