import { copyFileSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { parseCertificate } from "../../src/core/ssh/certificate/openssh-certificate.js";
import { verifySignature } from "../../src/core/ssh/certificate/verify-signature.js";
import { describeFailure } from "../../src/shared/words/words.js";
import type { Failure } from "../../src/shared/status/failure.js";
import { runWell } from "../support/child.js";
import { describeWith } from "../support/describe-with.js";
import { tempFolder } from "../support/fixtures/temp-folder.js";
import { secretly, sessionTo, type Attempt } from "../support/gateways/session-to.js";
import { startFidoAgent } from "../support/gateways/fido-agent.js";
import { startSshAgent } from "../support/gateways/ssh-agent.js";
import { makeKey, startSshd, type Sshd, type SshdOptions } from "../support/gateways/sshd.js";
import { programPathOrThrow } from "../support/programs.js";

type Kind = "ed25519" | "rsa" | "ecdsa";
const ALWAYS = "always:forever";
const OVER = "20200101:20200102";
const TO_COME = "20900101:20910101";
const me = userInfo().username;

const folder = tempFolder();
afterAll(() => folder.remove());
const cleanUps: (() => unknown)[] = [];
let count = 0;
const freshName = (): string => `key-${++count}`;

/** Have an authority sign a key. @returns the certificate's file, beside the key */
async function certify(
  authority: string,
  key: string,
  { names = me, during = ALWAYS, words = [] as readonly string[], environment = process.env } = {},
): Promise<string> {
  const principals = names === "" ? [] : ["-n", names];
  await runWell(
    programPathOrThrow("ssh-keygen"),
    [...["-q", "-s", authority, "-I", "popeye's", ...principals, "-V", during, ...words], `${key}.pub`],
    { env: environment },
  );
  return `${key}-cert.pub`;
}
const publicLine = (key: string): string => readFileSync(`${key}.pub`, "utf8").trim();

async function sshdWith(options: SshdOptions): Promise<Sshd> {
  const sshd = await startSshd(options);
  cleanUps.push(() => sshd.close());
  return sshd;
}

describeWith(["sshd", "ssh-keygen", "ssh-agent", "ssh-add"], "user certificates in files", () => {
  const authorities = new Map<Kind, string>();
  let stranger: string;

  beforeAll(async () => {
    for (const kind of ["ed25519", "rsa", "ecdsa"] as const)
      authorities.set(kind, await makeKey(folder, `authority-${kind}`, kind));
    stranger = await makeKey(folder, "stranger", "ed25519");
    writeFileSync(folder.file("authorities"), `${[...authorities.values()].map(publicLine).join("\n")}\n`);
  });
  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0)) await cleanUp();
  });

  const authority = (kind: Kind = "ed25519"): string => authorities.get(kind) ?? "";
  const trusting = (config: readonly string[] = []): Promise<Sshd> =>
    sshdWith({ config: [`TrustedUserCAKeys ${folder.file("authorities")}`, ...config] });
  const logIn = (
    { host, port, username, knownHostsLines }: Sshd,
    file: string,
    certificate?: string,
    passphrase = "sweet pea",
  ): Promise<Attempt> =>
    sessionTo(
      { host, port, username, auth: [{ method: "key", file, ...(certificate === undefined ? {} : { certificate }) }] },
      { knownHosts: knownHostsLines, answer: secretly(passphrase) },
    );
  const problemOf = ({ failure }: Attempt) =>
    failure?.code === "ssh.login-refused" ? failure.tried.map((tried) => tried.certificateProblem) : failure;

  it.each<[Kind, Kind]>([
    ["ed25519", "ed25519"],
    ["rsa", "ecdsa"],
    ["ecdsa", "rsa"],
  ])(
    "let an %s key in that no server knows, by an authority's of %s, beside the key and elsewhere",
    async (kind, by) => {
      const sshd = await trusting();
      const key = await makeKey(folder, freshName(), kind);
      const certificate = await certify(authority(by), key);
      expect((await logIn(sshd, key)).failure).toBeUndefined();
      expect(sshd.log()).toMatch(/Accepted publickey .* ID popeye's /);
      const elsewhere = folder.file(`${freshName()}.pub`);
      renameSync(certificate, elsewhere);
      expect((await logIn(sshd, key)).failure).toMatchObject({ code: "ssh.login-refused" });
      expect((await logIn(sshd, key, elsewhere)).failure).toBeUndefined();
    },
  );

  it("let keys in of other forms: locked, with the passphrase asked for once, and PEM", async () => {
    const sshd = await trusting();
    const key = await makeKey(folder, freshName(), "ecdsa", { passphrase: "sweet pea", words: ["-m", "PEM"] });
    await certify(authority(), key);
    const attempt = await logIn(sshd, key);
    expect([attempt.failure, attempt.asked.map(({ kind }) => kind)]).toEqual([undefined, ["passphrase"]]);
  });

  it("ask for no passphrase where the server takes neither certificate nor key", async () => {
    const sshd = await trusting();
    const key = await makeKey(folder, freshName(), "ed25519", { passphrase: "sweet pea" });
    await certify(stranger, key);
    const attempt = await logIn(sshd, key);
    expect([attempt.failure?.code, attempt.asked]).toEqual(["ssh.login-refused", []]);
  });

  it("go with a key that an agent holds without them", async () => {
    const sshd = await trusting();
    const key = await makeKey(folder, freshName(), "rsa");
    const agent = await startSshAgent();
    cleanUps.push(() => agent.close());
    await agent.add(key);
    await certify(authority(), key);
    await runWell(programPathOrThrow("ssh-keygen"), ["-q", "-p", "-P", "", "-N", "sweet pea", "-f", key]);
    const { host, port, username, knownHostsLines } = sshd;
    const auth = [
      { method: "agent" as const, socket: agent.socket },
      { method: "key" as const, file: key },
    ];
    expect(await sessionTo({ host, port, username, auth }, { knownHosts: knownHostsLines })).toMatchObject({
      failure: undefined,
      asked: [],
    });
    expect(sshd.log()).toMatch(/Accepted publickey .* ID popeye's /);
  });

  it("leave the key itself its turn, which the server may know", async () => {
    const sshd = await trusting();
    await certify(authority(), sshd.keyFile, { during: OVER });
    expect((await logIn(sshd, sshd.keyFile)).failure).toBeUndefined();
  });

  it.each<[string, () => Promise<Attempt>]>([
    ["expired", () => attemptWith({ during: OVER })],
    ["not-yet-valid", () => attemptWith({ during: TO_COME })],
    ["wrong-principal", () => attemptWith({ names: "bluto" })],
    ["no-principals", () => attemptWith({ names: "" })],
    ["wrong-kind", () => attemptWith({ words: ["-h"] })],
    ["refused", () => attemptWith({}, stranger)],
    ["critical-option", () => attemptWith({ words: ["-O", "critical:popeye@spinach.com=spinach"] })],
    ["source-address", () => attemptWith({ words: ["-O", "source-address=192.0.2.0/24"] })],
    ["bad-signature", () => attemptWith({ words: ["-t", "ssh-rsa"] }, authority("rsa"))], // RSA by SHA-1
    [
      "other-key",
      async () => {
        const other = await makeKey(folder, freshName(), "ed25519");
        const key = await makeKey(folder, freshName(), "ed25519");
        copyFileSync(await certify(authority(), other), `${key}-cert.pub`);
        return logIn(await trusting(), key);
      },
    ],
    [
      "unreadable",
      async () => {
        const key = await makeKey(folder, freshName(), "ed25519");
        writeFileSync(`${key}-cert.pub`, publicLine(key));
        return logIn(await trusting(), key);
      },
    ],
  ])("that do not help are named, with the reason: %s", async (problem, attempt) => {
    const ended = await attempt();
    expect(problemOf(ended)).toEqual([problem]);
    expect(describeFailure(ended.failure as Failure).says).toMatch(/the certificate .*-cert\.pub \S/);
  });
  async function attemptWith(how: Parameters<typeof certify>[2], by = authority()): Promise<Attempt> {
    const key = await makeKey(folder, freshName(), "ed25519");
    await certify(by, key, how);
    return logIn(await trusting(), key);
  }

  it("let the user in where they hold from this address, and where they name a command, which forwards never run", async () => {
    for (const option of ["source-address=127.0.0.0/8", "force-command=/bin/false"]) {
      const key = await makeKey(folder, freshName(), "ed25519");
      await certify(authority(), key, { words: ["-O", option] });
      expect((await logIn(await trusting(), key)).failure).toBeUndefined();
    }
  });

  it("go with a FIDO key that an agent signs with, and are signed by another one as their authority", async () => {
    const [fido, tokenOfAuthority] = await Promise.all([startFidoAgent(), startFidoAgent()]);
    cleanUps.push(
      () => fido.close(),
      () => tokenOfAuthority.close(),
    );
    const [token, tokenAuthority] = [folder.file(freshName()), folder.file(freshName())];
    writeFileSync(`${token}.pub`, `${fido.publicLine}\n`);
    writeFileSync(`${tokenAuthority}.pub`, `${tokenOfAuthority.publicLine}\n`);
    const environment = { ...process.env, SSH_AUTH_SOCK: tokenOfAuthority.socket };
    const certificate = await certify(`${tokenAuthority}.pub`, token, { words: ["-U"], environment });
    const [sshd, auth] = [
      await sshdWith({ config: [`TrustedUserCAKeys ${tokenAuthority}.pub`] }),
      [
        { method: "agent" as const, socket: fido.socket },
        { method: "key" as const, file: token, certificate },
      ],
    ];
    const { host, port, username, knownHostsLines } = sshd;
    expect((await sessionTo({ host, port, username, auth }, { knownHosts: knownHostsLines })).failure).toBeUndefined();
    expect(sshd.log()).toMatch(/Accepted publickey .* ED25519-SK-CERT .* ID popeye's /);
    const parsed = parseCertificate(Buffer.from(readFileSync(certificate, "utf8").split(" ")[1] ?? "", "base64"));
    expect(parsed && verifySignature(parsed.authority, parsed.signature, parsed.signed)).toBe(true);
  });

  it("that the server has revoked are told of as refused", async () => {
    const key = await makeKey(folder, freshName(), "ed25519");
    const certificate = await certify(authority(), key, { words: ["-z", "7"] });
    const list = folder.file(freshName());
    await runWell(programPathOrThrow("ssh-keygen"), ["-q", "-k", "-f", list, certificate]);
    const sshd = await trusting([`RevokedKeys ${list}`]);
    expect(problemOf(await logIn(sshd, key))).toEqual(["refused"]);
    expect(sshd.log()).toMatch(/revoked/i);
  });
});

describeWith(["sshd", "ssh-keygen"], "host certificates", () => {
  let authority: string;
  let stranger: string;
  beforeAll(async () => {
    authority = await makeKey(folder, "host-authority", "ecdsa");
    stranger = await makeKey(folder, "host-stranger", "ed25519");
  });
  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0)) await cleanUp();
  });

  /** An sshd whose host keys have certificates. */
  const certified = (
    how: Parameters<typeof certify>[2] = {},
    { by = authority, hostKeys = ["ed25519"] as NonNullable<SshdOptions["hostKeys"]> } = {},
  ): Promise<Sshd> =>
    sshdWith({
      hostKeys,
      certify: (files) =>
        Promise.all(
          files.map(
            async (file) => `HostCertificate ${await certify(by, file, { names: "127.0.0.1", ...how, words: ["-h"] })}`,
          ),
        ),
    });
  const trusting = (key = authority): string => `@cert-authority 127.0.0.* ${publicLine(key)}\n`;
  const connect = ({ host, port, username, keyFile }: Sshd, knownHosts: string): Promise<Attempt> =>
    sessionTo({ host, port, username, auth: [{ method: "key", file: keyFile }] }, { knownHosts });

  it.each(["ed25519", "rsa", "ecdsa"] as const)("make an %s key known that nobody has seen", async (kind) => {
    const sshd = await certified({}, { hostKeys: [kind] });
    expect(await connect(sshd, trusting())).toMatchObject({ failure: undefined, asked: [] });
  });

  it.each<[string, Parameters<typeof certify>[2]]>([
    ["expired", { during: OVER }],
    ["not-yet-valid", { during: TO_COME }],
    ["wrong-principal", { names: "popeye" }],
    ["no-principals", { names: "" }],
  ])("that do not count leave it to the key, and say why: %s", async (problem, how) => {
    const sshd = await certified(how);
    const { failure } = await connect(sshd, trusting());
    expect(failure).toMatchObject({ code: "host-key.unknown", certificate: { keyId: "popeye's", problem } });
    expect(await connect(sshd, trusting() + sshd.knownHostsLines)).toMatchObject({ failure: undefined, asked: [] });
  });

  it("of another authority do not count, and a server without one shows its key", async () => {
    const other = await certified({}, { by: stranger });
    const { failure } = await connect(other, trusting());
    expect(failure).toMatchObject({ code: "host-key.unknown", certificate: { problem: "wrong-authority" } });
    expect(describeFailure(failure as Failure).remedy).toContain("signed by an authority that is not trusted");
    const plain = await sshdWith({});
    const { failure: unknown } = await connect(plain, trusting());
    expect(unknown).toMatchObject({ code: "host-key.unknown", authorities: [{ line: 1 }] });
    expect(unknown).not.toHaveProperty("certificate");
  });

  it("are revoked with their key or with their authority, and nobody is asked", async () => {
    const sshd = await certified();
    const hostKey = sshd.knownHostsLine.split(" ").slice(1).join(" ");
    for (const revoked of [hostKey, publicLine(authority)])
      expect(await connect(sshd, `${trusting()}@revoked * ${revoked}\n`)).toMatchObject({
        failure: { code: "host-key.revoked", kept: { line: 2 } },
        asked: [],
      });
  });
});
