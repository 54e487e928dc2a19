import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import type { ProfileDraft } from "../../src/shared/profile/profile-schema.js";
import { CULVERT, nodeOptionsOf, startCulvert, type CulvertProcess } from "../support/culvert-process.js";
import { run } from "../support/child.js";
import { describeWith } from "../support/describe-with.js";
import { freePort } from "../support/fixtures/free-port.js";
import { tempFolder, type TempFolder } from "../support/fixtures/temp-folder.js";
import { startGateway, type Gateway } from "../support/gateways/gateway.js";
import { startFtpServer, type FtpServer } from "../support/servers/ftp-server.js";

const onUnix = process.platform !== "win32";

describeWith([], "culvert check of a tunnel that another culvert has open", () => {
  let gateway: Gateway;
  let ftp: FtpServer;
  let home: TempFolder;
  let up: CulvertProcess;
  let profile: ProfileDraft;

  beforeAll(async () => {
    ftp = await startFtpServer();
  });
  afterAll(() => ftp.close());
  beforeEach(async () => {
    home = tempFolder();
    gateway = await startGateway();
    profile = {
      id: "popeye",
      name: "Popeye",
      gateway: { host: gateway.host, port: gateway.port, username: gateway.username, auth: [{ method: "password" }] },
      ftp: { target: { host: "popeye", port: ftp.port }, listen: { port: await freePort("127.0.0.1") } },
    };
    up = startCulvert({
      profiles: [profile],
      knownHosts: `${gateway.hostKeyLine}\n`,
      env: { ...environment(), CULVERT_PASSWORD: gateway.password },
    });
    await up.untilOpen("popeye");
  });
  afterEach(async () => {
    await up.stop("SIGKILL");
    await gateway.close();
    home.remove();
  });

  const environment = () => ({
    HOME: home.path,
    USERPROFILE: home.path,
    XDG_CONFIG_HOME: join(home.path, ".config"),
    APPDATA: home.path,
    CULVERT_FTP_USER: ftp.username,
    CULVERT_FTP_PASSWORD: ftp.password,
  });
  /** Nobody can answer it: a login of its own fails without a password. */
  const check = (more: Readonly<Record<string, string>> = {}, knownHosts = up.knownHostsFile) =>
    run(
      process.execPath,
      [
        ...nodeOptionsOf(CULVERT),
        CULVERT,
        ...["check", "popeye", "--json", "--profiles", join(up.home, "profiles.json"), "--known-hosts", knownHosts],
      ],
      { env: { PATH: process.env["PATH"], NO_COLOR: "1", ...environment(), ...more } },
    );
  const linesOf = (stdout: string): Record<string, unknown>[] =>
    stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as Record<string, unknown>);

  it.runIf(onUnix)("goes over the tunnel's session: no second login, no password, and the whole report", async () => {
    const { code, stdout, stderr } = await check();
    const lines = linesOf(stdout);
    expect(lines.map(({ probe, outcome }) => [probe, outcome])).toEqual(
      expect.arrayContaining([
        ["login", "ok"],
        ["ftp-login", "ok"],
        ["data", "ok"],
        ["local-ports", "ok"],
      ]),
    );
    expect(lines.find(({ probe }) => probe === "local-ports")).toMatchObject({ code: "local-ports.own" });
    expect(lines.at(-1)).toMatchObject({ profile: "popeye", verdict: expect.stringMatching(/^works/) as string });
    expect(stderr).toMatch(/^culvert: Popeye is open in culvert up since .*; the check uses its session\.$/m);
    expect([code, gateway.logins(), gateway.connections()]).toEqual([0, 1, 1]);
    expect((await up.untilOpen("popeye")).state.kind).toBe("open");
  });

  it.runIf(onUnix)("tells what fails by the same exit code", async () => {
    const { code, stdout } = await check({ CULVERT_FTP_PASSWORD: "lettuce-9471" });
    expect(linesOf(stdout).find(({ outcome }) => outcome === "failed")).toMatchObject({ code: "ftp-login.refused" });
    expect([code, gateway.logins()]).toEqual([8, 1]);
    expect(up.stdout() + up.stderr()).not.toContain("lettuce-9471");
  });

  it("logs in by itself where the profile is another by now, or another known_hosts is named, and says so", async () => {
    const own = { CULVERT_PASSWORD: gateway.password };
    const other = join(home.path, "known_hosts");
    writeFileSync(other, `${gateway.hostKeyLine}\n`);
    const byOther = await check(own, other);
    expect(byOther.stderr).toMatch(/Popeye is open in culvert up since .*logs in by itself\.$/m);
    expect([byOther.code, gateway.logins()]).toEqual([0, 2]);

    const renamed = { version: 1, profiles: [{ ...profile, name: "Bluto" }] };
    writeFileSync(join(up.home, "profiles.json"), JSON.stringify(renamed));
    const changed = await check(own);
    expect([changed.code, gateway.logins()]).toEqual([0, 3]);
  });

  it("logs in by itself, without a word of it, where nobody has the tunnel open", async () => {
    const [profiles, knownHosts] = [up.profilesText(), up.knownHosts()];
    await up.stop();
    up = startCulvert({
      command: "check",
      profiles: [profile],
      document: profiles,
      knownHosts,
      json: false,
      env: environment(),
    });
    expect(await up.ended).toMatchObject({ code: 5, stderr: expect.not.stringContaining("is open in") as string });
    expect(gateway.logins()).toBe(1);
  });
});
