import { spawnSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ProfileDraft } from "../../src/shared/profile/profile-schema.js";
import { curl } from "../support/clients/ftp-clients.js";
import { CULVERT, culvertEnding, startCulvert } from "../support/culvert-process.js";
import { describeWith } from "../support/describe-with.js";
import { freePort, freeRange } from "../support/fixtures/free-port.js";
import { occupy } from "../support/fixtures/occupy-ports.js";
import { tempFolder } from "../support/fixtures/temp-folder.js";
import { rangeProfile } from "../support/fixtures/range-profile.js";
import { startGateway, type Gateway } from "../support/gateways/gateway.js";
import { startFtpServer, type FtpServer } from "../support/servers/ftp-server.js";

describeWith([], "culvert up, as a script sees it", () => {
  let gateway: Gateway;
  let ftp: FtpServer;
  let control: number;
  let profile: ProfileDraft;
  const env = { CULVERT_PASSWORD: "spinach" };

  beforeAll(async () => {
    [gateway, ftp] = await Promise.all([startGateway(), startFtpServer()]);
    control = await freePort("127.0.0.1");
    profile = rangeProfile({ gateway, target: { host: "popeye", port: ftp.port }, control, passive: ftp.passive });
  });
  afterAll(async () => {
    await Promise.all([gateway.close(), ftp.close()]);
  });
  const known = () => `${gateway.hostKeyLine}\n`;

  it.each(["SIGINT", "SIGTERM"] as const)("ends with 0 on %s, and tells that the tunnel is closed", async (signal) => {
    const culvert = startCulvert({ profiles: [profile], knownHosts: known(), env });
    await culvert.untilOpen("popeye");
    const { code } = await culvert.stop(signal);
    expect(code).toBe(0);
    expect(culvert.status("popeye")?.state).toEqual({ kind: "closed" });
  });

  it("carries FTP to the name that only the gateway can resolve", async () => {
    const culvert = startCulvert({ profiles: [profile], knownHosts: known(), env });
    await culvert.untilOpen("popeye");
    await curl.list({ host: "127.0.0.1", port: control, username: ftp.username, password: ftp.password }, "");
    await culvert.stop();
    expect(gateway.asked()).toContain(`popeye:${ftp.port}`);
    expect(gateway.asked().every((target) => target.startsWith("popeye:"))).toBe(true);
  });

  it("ends with 0 without --json too, and its table has every port", async () => {
    const culvert = startCulvert({ profiles: [profile], knownHosts: known(), env, json: false });
    await expect.poll(() => culvert.stdout()).toContain(`127.0.0.1:${control}`);
    expect((await culvert.stop()).code).toBe(0);
    for (const port of [control, ...portsIn(ftp.passive)]) expect(culvert.stdout()).toContain(`127.0.0.1:${port}`);
  });

  describe("ends with 2 where the command line is wrong:", () => {
    it("names the help of the command that was meant", () => {
      const said = (...words: string[]) =>
        spawnSync(process.execPath, [CULVERT, ...words], { encoding: "utf8" }).stderr;
      expect(said("up", "popeye", "--while-down", "soon")).toMatch(/from 1 to 600\.\n\(culvert up --help says more\)/);
      expect(said("fetch")).toContain("(culvert --help says more)");
    });

    it.each([
      { said: "no profile", open: [], words: [] },
      { said: "an option that does not exist", open: ["popeye"], words: ["--nonsense"] },
    ])("$said", async ({ open, words }) => {
      const { code, stdout, stderr } = await culvertEnding({ profiles: [profile], open, words });
      expect(code).toBe(2);
      expect(stdout).toBe("");
      expect(stderr).not.toBe("");
    });
  });

  describe("ends with 3 where there is no such profile, and says why:", () => {
    it("a name that is not in the file", async () => {
      const { code, stderr } = await culvertEnding({ profiles: [profile], open: ["bluto"] });
      expect(code).toBe(3);
      expect(stderr).toContain("bluto");
      expect(stderr).toContain("popeye");
    });
    it("a profile with a bad field", async () => {
      const { code, stderr } = await culvertEnding({
        document: JSON.stringify({
          version: 1,
          profiles: [{ ...profile, gateway: { ...profile.gateway, port: 65_536 } }],
        }),
        open: ["popeye"],
      });
      expect(code).toBe(3);
      expect(stderr).toContain("gateway.port");
      expect(stderr).toContain("65536");
    });
    it("a file that is not JSON", async () => {
      const { code, stderr } = await culvertEnding({ document: "{", open: ["popeye"] });
      expect(code).toBe(3);
      expect(stderr).toContain("profiles.json");
    });
  });

  describe("of a document with one broken profile", () => {
    const document = () =>
      JSON.stringify({
        version: 1,
        profiles: [{ ...profile, id: "broken", name: "Broken", gateway: { host: "gw", port: 0 } }, profile],
      });
    it("opens another one, and says what is wrong", async () => {
      const culvert = startCulvert({ document: document(), open: ["popeye"], knownHosts: known(), env });
      await culvert.untilOpen("popeye");
      expect((await culvert.stop()).code).toBe(0);
      expect(culvert.stderr()).toContain("gateway.port");
    });
    it("ends with 3 where the broken one is asked for, by its id or its name", async () => {
      for (const asked of ["broken", "Broken"]) {
        const { code, stderr } = await culvertEnding({ document: document(), open: [asked] });
        expect(code).toBe(3);
        expect(stderr).toContain("gateway.port");
      }
    });
    it("lists the others, and ends with 3", () => {
      const folder = tempFolder();
      writeFileSync(folder.file("profiles.json"), document());
      for (const words of [[], ["--json"]]) {
        const ending = spawnSync(
          process.execPath,
          [CULVERT, "list", "--profiles", folder.file("profiles.json"), ...words],
          { encoding: "utf8", timeout: 60_000 },
        );
        expect(ending.status).toBe(3);
        expect(ending.stdout).toContain("popeye");
        expect(ending.stdout).not.toContain("broken");
        expect(ending.stderr).toContain("gateway.port");
      }
      folder.remove();
    });
  });

  it("ends with 5 where the gateway refuses the password, and never repeats it", async () => {
    const { code, stdout, stderr } = await culvertEnding({
      profiles: [profile],
      knownHosts: known(),
      env: { CULVERT_PASSWORD: "lettuce-9471" },
    });
    expect(code).toBe(5);
    expect(stderr).toContain(`${gateway.host}:${gateway.port}`);
    expect(stderr).toContain("olive");
    expect(stdout + stderr).not.toContain("lettuce-9471");
  });

  it("ends with 6 where nobody answers at the gateway", async () => {
    const port = await freePort("127.0.0.1");
    const { code, stderr } = await culvertEnding({
      profiles: [{ ...profile, gateway: { ...profile.gateway, port } }],
      knownHosts: known(),
      env,
    });
    expect(code).toBe(6);
    expect(stderr).toContain(`127.0.0.1:${port}`);
    expect(stderr).toContain("refused");
  });

  it("ends with 6 where the gateway's name is not found", async () => {
    const { code, stderr } = await culvertEnding({
      profiles: [{ ...profile, gateway: { ...profile.gateway, host: "spinach.invalid" } }],
      env,
    });
    expect(code).toBe(6);
    expect(stderr).toContain("spinach.invalid");
  });

  it("ends with 7 where every port is taken, and names the ports", async () => {
    const ports = await freeRange(3, "127.0.0.1");
    const taken = rangeProfile({
      gateway,
      target: { host: "popeye", port: ftp.port },
      control: ports.first,
      passive: `${ports.first + 1}-${ports.last}`,
    });
    const release = await occupy("127.0.0.1", ports.first, ports.first + 1, ports.last);
    try {
      const { code, stderr } = await culvertEnding({ profiles: [taken], knownHosts: known(), env });
      expect(code).toBe(7);
      expect(stderr).toContain(`127.0.0.1:${ports.first}`);
    } finally {
      await release();
    }
  });
});

function portsIn(passive: string): number[] {
  const [first = 0, last = first] = passive.split("-").map(Number);
  return Array.from({ length: last - first + 1 }, (_, step) => first + step);
}
