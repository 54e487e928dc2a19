import { copyFileSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { userInfo } from "node:os";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { parseCertificate } from "../../src/core/ssh/certificate/openssh-certificate.js";
import { hashName } from "../../src/core/ssh/host-key/known-hosts-names.js";
import { verifySignature } from "../../src/core/ssh/certificate/verify-signature.js";
import { describeFailure } from "../../src/shared/words/words.js";
import type { Failure } from "../../src/shared/status/failure.js";
import { run, runWell, type Ending } from "../support/child.js";
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

/** A host certificate, known_hosts lines, and what becomes of them; `{port}` is the server's, `{ca}` its authority's key. */
interface TrustCase {
  readonly title: string;
  readonly names?: string;
  readonly during?: string;
  readonly knownHosts: string;
  readonly outcome: "known" | "unknown" | "changed" | "revoked";
  /** What `ssh` says differs from release to release: a host's principals may be patterns in later ones alone (sshkey.c). */
  readonly isOursAlone?: true;
}
const TRUST_CASES: readonly TrustCase[] = [
  { title: "a wildcard in the line", knownHosts: "@cert-authority *host {ca}", outcome: "known" },
  { title: "a line for all hosts, in capitals", knownHosts: "@cert-authority L?CALHOST,* {ca}", outcome: "known" },
  { title: "a line for another domain", knownHosts: "@cert-authority *.example.com {ca}", outcome: "unknown" },
  { title: "a negated name without the port", knownHosts: "@cert-authority *,!localhost {ca}", outcome: "known" },
  {
    title: "a negated name beside another host's",
    knownHosts: "@cert-authority !popeye,local* {ca}",
    outcome: "known",
  },
  { title: "a line with the port", knownHosts: "@cert-authority [localhost]:{port} {ca}", outcome: "known" },
  { title: "a line with a wildcard and the port", knownHosts: "@cert-authority [*]:{port} {ca}", outcome: "known" },
  { title: "a line with another port", knownHosts: "@cert-authority [localhost]:2 {ca}", outcome: "unknown" },
  { title: "a line without the port", knownHosts: "@cert-authority localhost {ca}", outcome: "known" },
  { title: "a negated name with the port", knownHosts: "@cert-authority *,![localhost]:{port} {ca}", outcome: "known" },
  { title: "a hashed name", knownHosts: "@cert-authority {hashed} {ca}", outcome: "known" },
  { title: "a hashed name with the port", knownHosts: "@cert-authority {hashed-port} {ca}", outcome: "known" },
  { title: "another host's hashed name", knownHosts: "@cert-authority {hashed-other} {ca}", outcome: "unknown" },
  { title: "two authorities", knownHosts: "@cert-authority * {other}\n@cert-authority * {ca}", outcome: "known" },
  { title: "another authority alone", knownHosts: "@cert-authority * {other}", outcome: "unknown" },
  {
    title: "an authority's key as a host's",
    knownHosts: "localhost {ca}\n[localhost]:{port} {ca}",
    outcome: "changed",
  },
  {
    title: "another plain key beside",
    knownHosts: "[localhost]:{port} {other}\n@cert-authority * {ca}",
    outcome: "known",
  },
  {
    title: "a revoked authority",
    knownHosts: "@cert-authority * {ca}\n@revoked {hashed-port} {ca}",
    outcome: "revoked",
  },
  { title: "a revoked key", knownHosts: "@cert-authority * {ca}\n@revoked * {key}", outcome: "revoked" },
  {
    title: "another host's revoked key",
    knownHosts: "@cert-authority * {ca}\n@revoked popeye {key}",
    outcome: "known",
  },
  {
    title: "the plain key revoked for a port",
    knownHosts: "@cert-authority * {ca}\n@revoked [localhost]:{port} {key}",
    outcome: "revoked",
  },
  {
    title: "a principal with a wildcard",
    names: "popeye,*host",
    knownHosts: "@cert-authority * {ca}",
    outcome: "known",
    isOursAlone: true,
  },
  {
    title: "a principal with a question mark",
    names: "l?calhost",
    knownHosts: "@cert-authority * {ca}",
    outcome: "known",
    isOursAlone: true,
  },
  {
    title: "a principal of any host",
    names: "*",
    knownHosts: "@cert-authority * {ca}",
    outcome: "known",
    isOursAlone: true,
  },
  { title: "a negated principal", names: "!localhost", knownHosts: "@cert-authority * {ca}", outcome: "unknown" },
  {
    title: "another domain's principal",
    names: "*.example.com",
    knownHosts: "@cert-authority * {ca}",
    outcome: "unknown",
  },
  {
    title: "a principal with a port",
    names: "[localhost]:22",
    knownHosts: "@cert-authority * {ca}",
    outcome: "unknown",
  },
  { title: "one that is over", during: OVER, knownHosts: "@cert-authority * {ca}", outcome: "unknown" },
  {
    title: "one that is over, and its key known",
    during: OVER,
    knownHosts: "@cert-authority * {ca}\n[localhost]:{port} {key}",
    outcome: "known",
  },
  {
    title: "one that is over, and its key hashed",
    during: OVER,
    knownHosts: "@cert-authority * {ca}\n{hashed-port} {key}",
    outcome: "known",
  },
  {
    title: "one that is over, and another key known",
    during: OVER,
    knownHosts: "@cert-authority * {ca}\n[localhost]:{port} {other}",
    outcome: "changed",
  },
];

describeWith(["sshd", "ssh", "ssh-keygen"], "host certificates beside the real ssh", () => {
  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0)) await cleanUp();
  });

  it("are judged as by it, whatever lines and principals", async () => {
    const [ca, other] = await Promise.all([
      makeKey(folder, freshName(), "ecdsa"),
      makeKey(folder, freshName(), "ed25519"),
    ]);
    const hashed = (name: string): string => hashName(name, Buffer.alloc(20, 7));
    const servers = new Map<string, Sshd>();
    const serverWith = async ({ names = "localhost", during = ALWAYS }: TrustCase): Promise<Sshd> => {
      const key = `${names} ${during}`;
      const sshd =
        servers.get(key) ??
        (await sshdWith({
          certify: (files) =>
            Promise.all(
              files.map(async (file) => `HostCertificate ${await certify(ca, file, { names, during, words: ["-h"] })}`),
            ),
        }));
      servers.set(key, sshd);
      return sshd;
    };
    const judged: object[] = [];
    const expected: object[] = [];
    for (const trustCase of TRUST_CASES) {
      const { port, username, keyFile, knownHostsLine } = await serverWith(trustCase);
      const words: Readonly<Record<string, string>> = {
        ca: publicLine(ca),
        other: publicLine(other),
        key: knownHostsLine.split(" ").slice(1).join(" "),
        port: String(port),
        hashed: hashed("localhost"),
        "hashed-port": hashed(`[localhost]:${port}`),
        "hashed-other": hashed("popeye"),
      };
      const knownHosts = `${trustCase.knownHosts.replace(/\{([a-z-]+)\}/g, (_, word: string) => words[word] ?? "?")}\n`;
      const file = folder.file("judged");
      writeFileSync(file, knownHosts);
      const { title, outcome, isOursAlone } = trustCase;
      const { failure } = await sessionTo(
        { host: "localhost", port, username, auth: [{ method: "key", file: keyFile }] },
        { knownHosts },
      );
      const theirs = await run(programPathOrThrow("ssh"), [
        ...["-F", "none", "-i", keyFile, "-p", String(port)],
        ...SSH_OPTIONS.flatMap((option) => ["-o", option]),
        ...["-o", `UserKnownHostsFile=${file}`, `${username}@localhost`, "true"],
      ]);
      judged.push({
        title,
        ours: failure?.code ?? "host-key.known",
        ssh: `host-key.${isOursAlone ? outcome : outcomeOfSsh(theirs)}`,
      });
      expected.push({ title, ours: `host-key.${outcome}`, ssh: `host-key.${outcome}` });
    }
    expect(judged).toEqual(expected);
  });
});

/** Nobody is asked, and no file of this machine counts. */
const SSH_OPTIONS = ["GlobalKnownHostsFile=none", "StrictHostKeyChecking=yes", "BatchMode=yes", "IdentitiesOnly=yes"];

/** What `ssh` has made of a host's key. */
function outcomeOfSsh({ code, stderr }: Ending): string {
  if (stderr.includes("REVOKED HOST KEY DETECTED")) return "revoked";
  if (stderr.includes("REMOTE HOST IDENTIFICATION HAS CHANGED")) return "changed";
  return code === 0 ? "known" : /No \S+ host key is known for/.test(stderr) ? "unknown" : stderr;
}
