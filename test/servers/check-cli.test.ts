import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ftpProbes, gatewayProbes } from "../../src/core/check/planned-probes.js";
import type { Finding } from "../../src/shared/check/finding.js";
import { profileSchema, type ProfileDraft } from "../../src/shared/profile/profile-schema.js";
import { culvertEnding, type CulvertOptions } from "../support/culvert-process.js";
import { describeWith } from "../support/describe-with.js";
import { freePort } from "../support/fixtures/free-port.js";
import { occupy } from "../support/fixtures/occupy-ports.js";
import { startGateway, type Gateway } from "../support/gateways/gateway.js";
import { startScriptedFtpServer, type ScriptedFtpServer } from "../support/servers/scripted-ftp-server.js";

/** One line of `--json`. */
interface Line extends Omit<Finding, "settings"> {
  readonly profile: string;
  readonly code: string;
  readonly says: string;
  readonly remedy: string;
  readonly verdict?: string;
  readonly exit?: number;
}

const PASSWORD = "oyl-7735";

describeWith([], "culvert check, as a script sees it", () => {
  let gateway: Gateway;
  let ftp: ScriptedFtpServer;
  let profile: ProfileDraft;
  let env: Readonly<Record<string, string>>;

  beforeAll(async () => {
    [gateway, ftp] = await Promise.all([
      startGateway({ names: { popeye: "127.0.0.1" } }),
      startScriptedFtpServer({
        answers: { PASS: (session, password) => session.say(password === PASSWORD ? "230 Ahoy.\r\n" : "530 No.\r\n") },
      }),
    ]);
    profile = listeningOn(await freePort("127.0.0.1"));
    env = { CULVERT_PASSWORD: gateway.password, CULVERT_FTP_USER: "olive", CULVERT_FTP_PASSWORD: PASSWORD };
  });
  afterAll(async () => {
    await Promise.all([gateway.close(), ftp.close()]);
  });

  const listeningOn = (port: number): ProfileDraft => ({
    id: "popeye",
    name: "Popeye's web site",
    gateway: { host: gateway.host, port: gateway.port, username: gateway.username, auth: [{ method: "password" }] },
    ftp: { mode: "relay", target: { host: "popeye", port: ftp.port }, listen: { port } },
  });
  const run = (options: CulvertOptions = {}) =>
    culvertEnding({
      command: "check",
      profiles: [profile],
      knownHosts: `${gateway.hostKeyLine}\n`,
      env,
      json: false,
      ...options,
    });
  const linesOf = (stdout: string): Line[] =>
    stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Line);
  const atGateway = (change: Partial<ProfileDraft["gateway"]>): Pick<CulvertOptions, "profiles"> => ({
    profiles: [{ ...profile, gateway: { ...profile.gateway, ...change } }],
  });

  it("ends with 0 where nothing fails, and says so in people's words", async () => {
    const { code, stdout } = await run();
    expect(stdout).toContain("Your FTP program will work");
    expect(stdout).not.toContain("✗");
    expect(code).toBe(0);
  });

  it("with --json tells each finding as a line that parses, in order, and the verdict as the last", async () => {
    const { code, stdout, stderr } = await run({ json: true });
    const lines = linesOf(stdout);
    const planned = profileSchema.parse(profile);
    expect(
      lines.slice(0, -1).map(({ probe }) => probe),
      stdout,
    ).toEqual([...[...gatewayProbes(planned), ...ftpProbes(planned)].map(({ probe }) => probe), "local-ports"]);
    for (const line of lines.slice(0, -1)) {
      expect(line).toMatchObject({
        profile: "popeye",
        code: line.found.code,
        says: expect.stringMatching(/\S/) as string,
      });
      expect(line.outcome).toBe("ok");
    }
    expect(lines.at(-1)).toEqual({ profile: "popeye", verdict: "works", exit: 0 });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  });

  describe("ends with what it found first, and the verdict of --json names the same number:", () => {
    it.each<{
      readonly says: string;
      readonly code: number;
      readonly found: string;
      readonly how: () => Promise<CulvertOptions>;
    }>([
      {
        says: "4 for a host key that nobody knows",
        code: 4,
        found: "host-key.unknown",
        how: async () => ({ knownHosts: "" }),
      },
      {
        says: "4 for a host key that has changed",
        code: 4,
        found: "host-key.changed",
        how: async () => ({ knownHosts: await otherKey(gateway), words: ["--accept-new"] }),
      },
      {
        says: "5 for a wrong password",
        code: 5,
        found: "ssh.login-refused",
        how: async () => ({ env: { ...env, CULVERT_PASSWORD: "lettuce-9471" } }),
      },
      {
        says: "6 where nobody answers at the gateway",
        code: 6,
        found: "ssh.unreachable",
        how: async () => atGateway({ port: await freePort("127.0.0.1") }),
      },
      {
        says: "6 where the gateway's name is not found",
        code: 6,
        found: "ssh.unreachable",
        how: async () => atGateway({ host: "spinach.invalid" }),
      },
      {
        says: "8 for a wrong FTP password",
        code: 8,
        found: "ftp-login.refused",
        how: async () => ({ env: { ...env, CULVERT_FTP_PASSWORD: "lettuce-9471" } }),
      },
    ])("$says", async ({ code, found, how }) => {
      const ended = await run({ json: true, ...(await how()) });
      const lines = linesOf(ended.stdout);
      expect(
        lines.find(({ outcome }) => outcome === "failed"),
        ended.stdout,
      ).toMatchObject({ code: found, remedy: expect.stringMatching(/\S/) as string });
      expect(lines.at(-1)).toEqual({ profile: "popeye", verdict: "fails", exit: code });
      expect(ended.code).toBe(code);
      expect(ended.stdout + ended.stderr).not.toContain("lettuce-9471");
    });

    it("7 where a local port is taken", async () => {
      const port = await freePort("127.0.0.1");
      const release = await occupy("127.0.0.1", port);
      try {
        const ended = await run({ json: true, profiles: [listeningOn(port)] });
        expect(
          linesOf(ended.stdout).filter(({ outcome }) => outcome === "failed"),
          ended.stdout,
        ).toMatchObject([{ probe: "local-ports", code: "local-ports.taken" }]);
        expect(ended.code).toBe(7);
      } finally {
        await release();
      }
    });
  });

  describe("says nothing on standard output where it does not begin, and ends", () => {
    it.each<{ readonly says: string; readonly code: number; readonly how: CulvertOptions; readonly told: RegExp }>([
      {
        says: "with 2 for an option that it does not have",
        code: 2,
        how: { words: ["--nonsense"] },
        told: /--nonsense/,
      },
      { says: "with 2 for no profile", code: 2, how: { open: [] }, told: /profile/ },
      {
        says: "with 2 for half an FTP login",
        code: 2,
        how: { env: { CULVERT_FTP_USER: "olive" } },
        told: /CULVERT_FTP_PASSWORD/,
      },
      { says: "with 3 for a profile that is not there", code: 3, how: { open: ["bluto"] }, told: /bluto.*popeye/s },
      {
        says: "with 3 for a file that is not JSON",
        code: 3,
        how: { document: "{", open: ["popeye"] },
        told: /profiles\.json/,
      },
    ])("$says", async ({ code, how, told: notified }) => {
      const ended = await run(how);
      expect(ended.stderr).toMatch(notified);
      expect(ended.stdout).toBe("");
      expect(ended.code).toBe(code);
    });
  });

  it.each([{ json: false }, { json: true }])(
    "makes a report in which no secret and nobody's name is ($json)",
    async ({ json }) => {
      const { stdout } = await run({
        json,
        words: ["--report"],
        ...atGateway({ host: "localhost" }),
        knownHosts: gateway.hostKeyLine.replace("127.0.0.1", "localhost"),
      });
      expect(stdout).toContain("target-1");
      for (const name of ["popeye", "olive", "bluto", gateway.password, PASSWORD, "10.0.0.5", "SHA256:"])
        expect(stdout.toLowerCase()).not.toContain(name.toLowerCase());
    },
  );
});

/** A line of known_hosts for this place with the key of another server. */
async function otherKey({ hostKeyLine }: Gateway): Promise<string> {
  const other = await startGateway();
  await other.close();
  return `${hostKeyLine.split(" ")[0] ?? ""} ${other.hostKeyLine.split(" ").slice(1).join(" ")}\n`;
}
