import { readFileSync } from "node:fs";
import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { describeWith } from "../support/describe-with.js";
import { tempFolder } from "../support/fixtures/temp-folder.js";
import { startFidoAgent } from "../support/gateways/fido-agent.js";
import { startGateway } from "../support/gateways/gateway.js";
import { secretly, sessionTo } from "../support/gateways/session-to.js";
import { startSshAgent, type SshAgent } from "../support/gateways/ssh-agent.js";
import { makeKey, startSshd, type Sshd, type SshdOptions } from "../support/gateways/sshd.js";

describeWith(["sshd", "ssh-keygen", "ssh-agent", "ssh-add"], "an agent", () => {
  const folder = tempFolder();
  const cleanUps: (() => Promise<unknown>)[] = [];
  let agent: SshAgent;
  const keys: string[] = [];

  beforeAll(async () => {
    agent = await startSshAgent();
    for (const kind of ["rsa", "ecdsa", "ed25519"] as const) keys.push(await makeKey(folder, kind, kind));
    for (const key of keys) await agent.add(key);
  });
  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0)) await cleanUp();
  });
  afterAll(async () => {
    await agent.close();
    folder.remove();
  });

  async function sshdWith(options: SshdOptions): Promise<Sshd> {
    const sshd = await startSshd(options);
    cleanUps.push(() => sshd.close());
    return sshd;
  }
  const publicLine = (file = ""): string => readFileSync(`${file}.pub`, "utf8");
  const at = ({ host, port, username }: { host: string; port: number; username: string }) => ({ host, port, username });

  it("logs in with whichever of its keys the server knows", async () => {
    for (const key of keys) {
      const sshd = await sshdWith({ authorizedKeys: [publicLine(key)] });
      expect(
        (
          await sessionTo(
            { ...at(sshd), auth: [{ method: "agent", socket: agent.socket }] },
            { knownHosts: sshd.knownHostsLines },
          )
        ).failure,
      ).toBeUndefined();
    }
  });

  it("is asked for the one key that the profile names by its public half, and for no other", async () => {
    const sshd = await sshdWith({ authorizedKeys: keys.map(publicLine) });
    const auth = [{ method: "agent" as const, socket: agent.socket, identity: `${keys[2] ?? ""}.pub` }];
    expect((await sessionTo({ ...at(sshd), auth }, { knownHosts: sshd.knownHostsLines })).failure).toBeUndefined();
    expect(sshd.log()).toContain("ED25519");
    expect(sshd.log()).not.toMatch(/(?:Accepted|Failed|Postponed).*(?:RSA|ECDSA)/);
  });

  it("that does not hold the key named is passed over, and that is told", async () => {
    const sshd = await sshdWith({});
    const stranger = await makeKey(folder, "stranger", "ed25519");
    const auth = [
      { method: "agent" as const, socket: agent.socket, identity: `${stranger}.pub` },
      { method: "agent" as const, socket: agent.socket, identity: stranger },
    ];
    const { failure } = await sessionTo({ ...at(sshd), auth }, { knownHosts: sshd.knownHostsLines });
    expect(failure).toMatchObject({
      code: "ssh.login-refused",
      tried: [{ method: "agent", outcome: "not-in-agent", file: `${stranger}.pub` }, { outcome: "not-a-public-key" }],
    });
  });

  it("with a key that is a part of what the server wants is followed by the rest: another key", async () => {
    const sshd = await sshdWith({
      authorizedKeys: [publicLine(keys[1])],
      config: ["AuthenticationMethods publickey,publickey"],
    });
    const auth = [
      { method: "agent" as const, socket: agent.socket },
      { method: "key" as const, file: sshd.keyFile },
    ];
    expect((await sessionTo({ ...at(sshd), auth }, { knownHosts: sshd.knownHostsLines })).failure).toBeUndefined();
    expect(sshd.log()).toMatch(/Partial publickey/);
  });

  it("with a key that is a part of what the server wants is followed by the rest: a password, or a one-time code", async () => {
    for (const then of ["password", "keyboard-interactive"] as const) {
      const gateway = await startGateway({ publicKeys: [publicLine(keys[1])], methods: ["publickey"], then });
      cleanUps.push(() => gateway.close());
      const { failure, asked } = await sessionTo(
        {
          ...at(gateway),
          auth: [{ method: "password" }, { method: "keyboard-interactive" }, { method: "agent", socket: agent.socket }],
        },
        {
          knownHosts: `${gateway.hostKeyLine}\n`,
          answer: (question) =>
            question.kind === "prompts" ? { kind: "texts", texts: ["spinach"] } : secretly("spinach")(question),
        },
      );
      expect(failure).toBeUndefined();
      expect(asked.map(({ kind }) => kind)).toEqual([then === "password" ? "password" : "prompts"]);
    }
  });

  it("with more keys than the server lets try is told as that", async () => {
    const sshd = await sshdWith({ config: ["MaxAuthTries 2"] });
    const { failure } = await sessionTo(
      { ...at(sshd), auth: [{ method: "agent", socket: agent.socket }] },
      { knownHosts: sshd.knownHostsLines },
    );
    expect(failure).toMatchObject({
      code: "ssh.login-refused",
      cutOff: true,
      tried: [{ method: "agent", outcome: "refused" }],
    });
  });

  it("with a FIDO key logs in to OpenSSH, and the token is touched once", async () => {
    const fido = await startFidoAgent();
    cleanUps.push(() => fido.close());
    const sshd = await sshdWith({ authorizedKeys: [fido.publicLine] });
    expect(
      (
        await sessionTo(
          { ...at(sshd), auth: [{ method: "agent", socket: fido.socket }] },
          { knownHosts: sshd.knownHostsLines },
        )
      ).failure,
    ).toBeUndefined();
    expect(fido.touches()).toBe(1);
  });
});
