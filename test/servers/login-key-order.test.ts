import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { readSshConfig } from "../../src/core/import/openssh/read-ssh-config.js";
import type { ProfileDraft } from "../../src/shared/profile/profile-schema.js";
import { describeFailure } from "../../src/shared/words/words.js";
import { runWell } from "../support/child.js";
import { describeWith } from "../support/describe-with.js";
import { tempFolder } from "../support/fixtures/temp-folder.js";
import { startGateway } from "../support/gateways/gateway.js";
import { secretly, sessionTo } from "../support/gateways/session-to.js";
import { startSha1Agent } from "../support/gateways/sha1-agent.js";
import { startSshAgent, type SshAgent } from "../support/gateways/ssh-agent.js";
import { makeKey, startSshd, type Sshd, type SshdOptions } from "../support/gateways/sshd.js";
import { programPathOrThrow } from "../support/programs.js";

type Auth = NonNullable<ProfileDraft["gateway"]["auth"]>;

describeWith(["sshd", "ssh-keygen", "ssh-agent", "ssh-add"], "keys in an agent and in files", () => {
  const folder = tempFolder();
  const cleanUps: (() => Promise<unknown>)[] = [];
  let agent: SshAgent;
  const keys: string[] = [];

  beforeAll(async () => {
    agent = await startSshAgent();
    for (let index = 0; index < 8; index++) keys.push(await makeKey(folder, `key${index}`, "ed25519"));
    for (const key of keys) await agent.add(key);
  });
  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0)) await cleanUp();
  });
  afterAll(async () => {
    await agent.close();
    folder.remove();
  });

  const publicLine = (file: string): string => readFileSync(`${file}.pub`, "utf8");
  async function sshdWith(options: SshdOptions): Promise<Sshd> {
    const sshd = await startSshd(options);
    cleanUps.push(() => sshd.close());
    return sshd;
  }
  const logIn = ({ host, port, username, knownHostsLines }: Sshd, auth: Auth, passphrase = "sweet pea") =>
    sessionTo({ host, port, username, auth }, { knownHosts: knownHostsLines, answer: secretly(passphrase) });
  const inAgent = () => ({ method: "agent" as const, socket: agent.socket });
  const last = (): string => keys[7] ?? "";

  it("let in by the last of eight keys in the agent, where the profile names it, by its first try", async () => {
    const sshd = await sshdWith({ authorizedKeys: [publicLine(last())] });
    expect((await logIn(sshd, [inAgent(), { method: "key", file: last() }])).failure).toBeUndefined();
    expect(sshd.log()).not.toContain("Failed publickey");
  });

  it("let in by a named file that a full agent does not hold", async () => {
    const sshd = await sshdWith({});
    expect((await logIn(sshd, [inAgent(), { method: "key", file: sshd.keyFile }])).failure).toBeUndefined();
  });

  it.each(["OpenSSH's form", "PEM"])(
    "ask for no passphrase of a named file in %s that the agent holds",
    async (form) => {
      const file = await makeKey(folder, `locked ${form}`, "ecdsa");
      await agent.add(file);
      await runWell(programPathOrThrow("ssh-keygen"), [
        ...["-q", "-p", "-P", "", "-N", "sweet pea", "-f", file],
        ...(form === "PEM" ? ["-m", "PEM"] : []),
      ]);
      const sshd = await sshdWith({ authorizedKeys: [publicLine(file)] });
      const attempt = await logIn(sshd, [inAgent(), { method: "key", file }]);
      expect(attempt).toMatchObject({ failure: undefined, asked: [] });
    },
  );

  it("of an import with IdentitiesOnly go by the agent, with the public half beside the file or without", async () => {
    const file = await makeKey(folder, "only", "ed25519");
    await agent.add(file);
    const sshd = await sshdWith({ authorizedKeys: [publicLine(file)] });
    await runWell(programPathOrThrow("ssh-keygen"), ["-q", "-p", "-P", "", "-N", "sweet pea", "-f", file]);
    const config = `Host a\n User o\n IdentityFile ${file}\n IdentitiesOnly yes\n IdentityAgent ${agent.socket}\n`;
    const [candidate] = readSshConfig(config, "config", () => [], { username: "o" }).candidates;
    const auth = candidate?.draft.gateway?.auth ?? [];
    expect(await logIn(sshd, [...auth])).toMatchObject({ failure: undefined, asked: [] });
    renameSync(`${file}.pub`, folder.file("elsewhere.pub"));
    expect(await logIn(sshd, [...auth])).toMatchObject({ failure: undefined, asked: [] });
    expect(sshd.log()).not.toContain("Failed publickey");
  });

  it("ask for no passphrase of a key that the server does not know", async () => {
    const file = await makeKey(folder, "unknown", "rsa", { passphrase: "sweet pea" });
    const sshd = await sshdWith({});
    const attempt = await logIn(sshd, [
      { method: "key", file },
      { method: "key", file: sshd.keyFile },
    ]);
    expect(attempt).toMatchObject({ failure: undefined, asked: [] });
  });

  it("leave the password its turn where the server counts to six", async () => {
    const gateway = await startGateway({ methods: ["publickey", "keyboard-interactive", "password"], maxAuthTries: 6 });
    cleanUps.push(() => gateway.close());
    const { host, port, username, hostKeyLine } = gateway;
    const auth: Auth = [inAgent(), { method: "keyboard-interactive" }, { method: "password" }];
    for (const ways of [auth, auth.filter(({ method }) => method !== "keyboard-interactive")]) {
      const { failure } = await sessionTo(
        { host, port, username, auth: ways },
        {
          knownHosts: `${hostKeyLine}\n`,
          answer: (question) =>
            question.kind === "prompts" ? { kind: "texts", texts: ["spinach"] } : secretly("spinach")(question),
        },
      );
      expect(failure?.code === "ssh.login-refused" ? failure.tried : failure).toBeUndefined();
    }
  });

  it("that are more than the tries come behind the password that was wrong", async () => {
    const sshd = await startGateway({ publicKeys: [publicLine(last())] });
    cleanUps.push(() => sshd.close());
    const { host, port, username, hostKeyLine } = sshd;
    const { failure, asked } = await sessionTo(
      { host, port, username, auth: [inAgent(), { method: "password" }] },
      { knownHosts: `${hostKeyLine}\n`, answer: secretly("wrong") },
    );
    expect(failure).toBeUndefined();
    expect(asked.map(({ kind }) => kind)).toEqual(["password", "password", "password"]);
  });

  it("of RSA in an agent that knows SHA-1 alone are told as the agent's; their file is used where it is named too", async () => {
    const file = await makeKey(folder, "sha1", "rsa", { words: ["-b", "2048"] });
    const newer = await startSshAgent();
    const old = await startSha1Agent(newer.socket);
    cleanUps.push(
      () => old.close(),
      () => newer.close(),
    );
    await newer.add(file);
    const sshd = await sshdWith({ authorizedKeys: [publicLine(file)] });
    expect((await logIn(sshd, [{ method: "agent", socket: newer.socket }])).failure).toBeUndefined();
    const { failure } = await logIn(sshd, [{ method: "agent", socket: old.socket }]);
    expect(failure).toMatchObject({
      code: "ssh.login-refused",
      tried: [{ method: "agent", outcome: "agent-sha1", file: old.socket }],
    });
    expect(failure === undefined ? undefined : describeFailure(failure).remedy).toContain("update the agent");
    const both: Auth = [
      { method: "agent", socket: old.socket },
      { method: "key", file },
    ];
    expect((await logIn(sshd, both)).failure).toBeUndefined();
  });

  it("in an agent that does not sign are told as the agent's refusal; their file is used where it is named too", async () => {
    const file = await makeKey(folder, "confirmed", "ed25519");
    const strict = await startSshAgent({ SSH_ASKPASS: "/bin/false", SSH_ASKPASS_REQUIRE: "force" });
    cleanUps.push(() => strict.close());
    await strict.add(file, ["-c"]);
    const sshd = await sshdWith({ authorizedKeys: [publicLine(file)] });
    const { failure } = await logIn(sshd, [{ method: "agent", socket: strict.socket }]);
    expect(failure).toMatchObject({
      code: "ssh.login-refused",
      tried: [{ method: "agent", outcome: "agent-refused", file: strict.socket }],
    });
    const message = failure === undefined ? undefined : describeFailure(failure);
    expect(message?.says).toContain("refused to sign");
    expect(message?.remedy).toContain("agent");
    expect(message?.remedy).not.toContain("user name");
    const both: Auth = [
      { method: "agent", socket: strict.socket },
      { method: "key", file },
    ];
    expect((await logIn(sshd, both)).failure).toBeUndefined();
  });

  it("with a certificate beside the file are used with it, and with the one that an agent holds", async () => {
    const authority = await makeKey(folder, "authority", "ed25519");
    const file = await makeKey(folder, "certified", "rsa");
    const sshd = await sshdWith({ config: [`TrustedUserCAKeys ${authority}.pub`] });
    await runWell(programPathOrThrow("ssh-keygen"), [
      ...["-q", "-s", authority, "-I", "olive", "-n", sshd.username, `${file}.pub`],
    ]);
    expect((await logIn(sshd, [{ method: "key", file }])).failure).toBeUndefined();
    await agent.add(file);
    renameSync(`${file}-cert.pub`, folder.file("elsewhere-cert.pub"));
    expect((await logIn(sshd, [inAgent(), { method: "key", file }])).failure).toBeUndefined();
  });

  it("of a locked file that was damaged are told as what they are", async () => {
    const sshd = await sshdWith({});
    writeFileSync(
      folder.file("damaged"),
      "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n",
    );
    const { failure } = await logIn(sshd, [
      { method: "key", file: folder.file("damaged") },
      { method: "key", file: folder.file("none") },
    ]);
    expect(failure).toMatchObject({ tried: [{ outcome: "key-damaged" }, { outcome: "file-missing" }] });
  });
});
