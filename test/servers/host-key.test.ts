import { readFileSync, truncateSync, writeFileSync } from "node:fs";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { ProfileDraft } from "../../src/shared/profile/profile-schema.js";
import { run, runWell } from "../support/child.js";
import { culvertEnding, startCulvert } from "../support/culvert-process.js";
import { describeWith } from "../support/describe-with.js";
import { freePort } from "../support/fixtures/free-port.js";
import { hostKeyFacts, knownHostsLine } from "../support/fixtures/host-key-facts.js";
import { tempFolder } from "../support/fixtures/temp-folder.js";
import { makeKey, startSshd, type Sshd } from "../support/gateways/sshd.js";
import { programPathOrThrow } from "../support/programs.js";

describeWith(["sshd", "ssh", "ssh-keygen"], "the host key of a real OpenSSH server", () => {
  const folder = tempFolder();
  let sshd: Sshd;
  let profile: ProfileDraft;
  /** Another key, as an impostor or a renewed server would show. */
  let other: ReturnType<typeof hostKeyFacts>;

  beforeAll(async () => {
    sshd = await startSshd({ hostKeys: ["ed25519", "rsa", "ecdsa"] });
    other = hostKeyFacts(readFileSync(`${await makeKey(folder, "other", "ed25519")}.pub`, "utf8"));
    profile = {
      id: "popeye",
      name: "Popeye's mail",
      gateway: {
        host: sshd.host,
        port: sshd.port,
        username: sshd.username,
        auth: [{ method: "key", file: sshd.keyFile }],
      },
      forwards: [
        {
          kind: "local",
          name: "Mail",
          listen: { host: "127.0.0.1", port: await freePort("127.0.0.1") },
          target: { host: "popeye", port: 143 },
        },
      ],
    };
  });
  afterAll(async () => {
    await sshd.close();
    folder.remove();
  });

  /** Open the tunnel with this known_hosts file, and close it again. */
  async function opens(knownHosts: string, ...words: readonly string[]): Promise<string> {
    const culvert = startCulvert({ profiles: [profile], knownHosts, words });
    await culvert.untilOpen("popeye");
    const after = culvert.knownHosts();
    expect((await culvert.stop()).code).toBe(0);
    return after;
  }
  const refused = (knownHosts: string, ...words: readonly string[]) =>
    culvertEnding({ profiles: [profile], knownHosts, words });
  const lineOf = (kind: string) => `${sshd.knownHostsLines.split("\n").find((line) => line.includes(kind)) ?? ""}\n`;

  it("is known by a [host]:port line", async () => {
    await opens(lineOf("ssh-ed25519"));
  });

  it.each(["ssh-rsa", "ecdsa-sha2-nistp256"])("is asked for as %s where the file has that one alone", async (kind) => {
    await opens(lineOf(kind));
  });

  it("is known among strangers' lines, comments and several names", async () => {
    const [names = "", ...key] = lineOf("ssh-ed25519").trim().split(" ");
    await opens(
      `# my hosts\n\nwww.spinach.com ${other.keyType} ${other.base64}\n*.example.org,${names},10.0.0.1 ${key.join(" ")} a comment\n`,
    );
  });

  it("is known by names that ssh-keygen has hashed", async () => {
    const file = folder.file("hashed");
    writeFileSync(file, sshd.knownHostsLines);
    await runWell(programPathOrThrow("ssh-keygen"), ["-H", "-f", file]);
    const hashed = readFileSync(file, "utf8");
    expect(hashed).toContain("|1|");
    expect(hashed).not.toContain("127.0.0.1");
    await opens(hashed);
  });

  it("is refused where the file does not have it, with its fingerprint", async () => {
    const { code, stderr, knownHosts } = await refused("");
    expect(code).toBe(4);
    expect(stderr).toMatch(/SHA256:[A-Za-z0-9+/]{43}/);
    expect(stderr).toContain(`127.0.0.1:${sshd.port}`);
    expect(stderr).toContain("--accept-new");
    expect(knownHosts).toBe("");
  });

  it("does not count where it stands for another port", async () => {
    expect((await refused(lineOf("ssh-ed25519").replace(`:${sshd.port}`, ":2222"))).code).toBe(4);
    expect((await refused(lineOf("ssh-ed25519").replace(`[127.0.0.1]:${sshd.port}`, "127.0.0.2"))).code).toBe(4);
  });

  it("is written down with --accept-new, so that OpenSSH's own client and the next run know it", async () => {
    const written = await opens("# no line end behind this", "--accept-new");
    expect(written).toMatch(/^# no line end behind this\n\S+ \S+ \S+.*\n$/);

    const file = folder.file("accepted");
    writeFileSync(file, written);
    const ssh = await run(programPathOrThrow("ssh"), [
      "-F",
      "none",
      "-o",
      "StrictHostKeyChecking=yes",
      "-o",
      `UserKnownHostsFile=${file}`,
      "-o",
      "BatchMode=yes",
      "-o",
      "UpdateHostKeys=no",
      "-i",
      sshd.keyFile,
      "-p",
      String(sshd.port),
      `${sshd.username}@${sshd.host}`,
      "true",
    ]);
    expect(ssh).toMatchObject({ code: 0 });
    expect(await opens(written)).toBe(written);
  });

  it.each([
    { said: "without", words: [] },
    { said: "with", words: ["--accept-new"] },
  ])(
    "is refused where it has changed, with both fingerprints and the line of the file, $said --accept-new",
    async ({ words }) => {
      const before = `# one\nwww.spinach.com ${other.keyType} ${other.base64}\n${knownHostsLine(sshd.host, sshd.port, other)}\n`;
      const { code, stderr, knownHosts } = await refused(before, ...words);
      expect(code).toBe(4);
      expect(stderr).toContain(other.fingerprint);
      expect(stderr).toContain(sshd.fingerprint);
      expect(stderr).toMatch(/line 3 of \S*known_hosts/);
      expect(knownHosts).toBe(before);
    },
  );

  it("is refused as changed where the changed line is hashed", async () => {
    const file = folder.file("hashed-other");
    writeFileSync(file, `${knownHostsLine(sshd.host, sshd.port, other)}\n`);
    await runWell(programPathOrThrow("ssh-keygen"), ["-H", "-f", file]);
    const { code, stderr } = await refused(readFileSync(file, "utf8"));
    expect(code).toBe(4);
    expect(stderr).toContain(other.fingerprint);
  });

  it("is refused where the file revokes it, whatever else the file says", async () => {
    const kept = sshd.knownHostsLines;
    const revoked = kept
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => `@revoked * ${line.split(" ").slice(1).join(" ")}\n`)
      .join("");
    const { code, stderr } = await refused(`${kept}${revoked}`, "--accept-new");
    expect(code).toBe(4);
    expect(stderr).toContain("revoked");
  });

  it("is refused where the known_hosts file cannot be read", async () => {
    const endless = folder.file("endless");
    writeFileSync(endless, "");
    truncateSync(endless, 2 ** 30);
    const { code, stderr } = await refused("", "--known-hosts", endless); // the last of two options counts
    expect(code).toBe(4);
    expect(stderr).toContain(endless);
  });
});
