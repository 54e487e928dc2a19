import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ProfileDraft } from "../../src/shared/profile/profile-schema.js";
import { culvertEnding, startCulvert, type CulvertOptions } from "../support/culvert-process.js";
import { describeWith } from "../support/describe-with.js";
import { freePort } from "../support/fixtures/free-port.js";
import { tempFolder } from "../support/fixtures/temp-folder.js";
import { startGateway, type GatewayOptions } from "../support/gateways/gateway.js";
import { startSshAgent } from "../support/gateways/ssh-agent.js";
import { makeKey, startSshd, type Sshd } from "../support/gateways/sshd.js";

type Auth = ProfileDraft["gateway"]["auth"];

/** A profile that has nothing but a login and one forward. */
async function profileFor(
  gateway: { readonly host: string; readonly port: number; readonly username: string },
  auth: Auth,
): Promise<ProfileDraft> {
  return {
    id: "popeye",
    name: "Popeye's mail",
    gateway: { host: gateway.host, port: gateway.port, username: gateway.username, auth },
    forwards: [
      {
        kind: "local",
        name: "Mail",
        listen: { host: "127.0.0.1", port: await freePort("127.0.0.1") },
        target: { host: "popeye", port: 143 },
      },
    ],
  };
}

async function opens(options: CulvertOptions): Promise<void> {
  const culvert = startCulvert(options);
  await culvert.untilOpen("popeye");
  expect((await culvert.stop()).code).toBe(0);
}

describeWith(["sshd", "ssh-keygen", "ssh-agent", "ssh-add"], "a login to OpenSSH", () => {
  const folder = tempFolder();
  let sshd: Sshd;

  beforeAll(async () => {
    sshd = await startSshd();
  });
  afterAll(async () => {
    await sshd.close();
    folder.remove();
  });

  async function letIn(
    name: string,
    kind: "ed25519" | "rsa" | "ecdsa",
    options: { passphrase?: string; words?: readonly string[] } = {},
  ): Promise<string> {
    const file = await makeKey(folder, name, kind, options);
    sshd.authorize(readFileSync(`${file}.pub`, "utf8"));
    return file;
  }
  const withKey = async (file: string, env: Record<string, string> = {}): Promise<CulvertOptions> => ({
    profiles: [await profileFor(sshd, [{ method: "key", file }])],
    knownHosts: sshd.knownHostsLines,
    env,
  });

  describe.each([
    { said: "an Ed25519 key in OpenSSH's form", kind: "ed25519", words: [] },
    { said: "an RSA key in OpenSSH's form", kind: "rsa", words: [] },
    { said: "an ECDSA key in OpenSSH's form", kind: "ecdsa", words: [] },
    { said: "an RSA key in PEM", kind: "rsa", words: ["-m", "PEM"] },
    { said: "an ECDSA key in PEM", kind: "ecdsa", words: ["-m", "PEM"] },
  ] as const)("with $said", ({ said, kind, words }) => {
    const name = said.replaceAll(/\W/g, "");

    it("succeeds", async () => {
      await opens(await withKey(await letIn(name, kind, { words })));
    });
    it("succeeds with its passphrase", async () => {
      await opens(
        await withKey(await letIn(`${name}-locked`, kind, { passphrase: "sweet pea", words }), {
          CULVERT_PASSPHRASE: "sweet pea",
        }),
      );
    });
  });

  it("is refused with 5 where the passphrase is wrong, and the message names the key file", async () => {
    const file = await letIn("locked", "ed25519", { passphrase: "sweet pea" });
    const { code, stderr, stdout } = await culvertEnding(await withKey(file, { CULVERT_PASSPHRASE: "brutus-3301" }));
    expect(code).toBe(5);
    expect(stderr).toContain(file);
    expect(stderr + stdout).not.toContain("brutus-3301");
  });

  it("is refused with 5 where the server does not know the key", async () => {
    const { code, stderr } = await culvertEnding(await withKey(await makeKey(folder, "stranger", "ed25519")));
    expect(code).toBe(5);
    expect(stderr).toContain("stranger");
  });

  it("passes over a key file that is not there", async () => {
    const profile = await profileFor(sshd, [
      { method: "key", file: folder.file("none") },
      { method: "key", file: sshd.keyFile },
    ]);
    await opens({ profiles: [profile], knownHosts: sshd.knownHostsLines });
  });

  it("asks a real ssh-agent", async () => {
    const agent = await startSshAgent();
    try {
      await agent.add(await letIn("in-agent", "ed25519"));
      await agent.add(await letIn("in-agent-rsa", "rsa"));
      await opens({
        profiles: [await profileFor(sshd, [{ method: "agent" }])],
        knownHosts: sshd.knownHostsLines,
        env: { SSH_AUTH_SOCK: agent.socket },
      });
      await opens({
        profiles: [await profileFor(sshd, [{ method: "agent", socket: agent.socket }])],
        knownHosts: sshd.knownHostsLines,
      });
    } finally {
      await agent.close();
    }
  });

  it.each([
    { said: "there is no agent", env: {} },
    { said: "the agent is gone", env: { SSH_AUTH_SOCK: "/nowhere/agent" } },
  ])("goes on to the key where $said", async ({ env }) => {
    const profile = await profileFor(sshd, [{ method: "agent" }, { method: "key", file: sshd.keyFile }]);
    await opens({ profiles: [profile], knownHosts: sshd.knownHostsLines, env });
  });
});

describe("a login by password", () => {
  async function withGateway(
    options: GatewayOptions,
    auth: Auth,
    password: string,
    act: (options: CulvertOptions) => Promise<void>,
  ): Promise<void> {
    const gateway = await startGateway(options);
    try {
      await act({
        profiles: [await profileFor(gateway, auth)],
        knownHosts: `${gateway.hostKeyLine}\n`,
        env: { CULVERT_PASSWORD: password },
      });
    } finally {
      await gateway.close();
    }
  }

  it("succeeds", async () => {
    await withGateway({ methods: ["password"] }, [{ method: "password" }], "spinach", opens);
  });

  it("succeeds where the server asks for it by keyboard-interactive", async () => {
    await withGateway({ methods: ["keyboard-interactive"] }, [{ method: "keyboard-interactive" }], "spinach", opens);
  });

  it("is refused with 5 where the server takes no passwords, and the message says what it takes", async () => {
    await withGateway({ methods: ["publickey"] }, [{ method: "password" }], "spinach", async (options) => {
      const { code, stderr } = await culvertEnding(options);
      expect(code).toBe(5);
      expect(stderr).toContain("publickey");
    });
  });
});
