import { execFile } from "node:child_process";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { ProfileDraft } from "../../src/shared/profile/profile-schema.js";
import { CULVERT, startCulvert, type CulvertProcess } from "../support/culvert-process.js";
import { describeWith } from "../support/describe-with.js";
import { freePort } from "../support/fixtures/free-port.js";
import { occupy } from "../support/fixtures/occupy-ports.js";
import { rangeProfile } from "../support/fixtures/range-profile.js";
import { startGateway, type Gateway } from "../support/gateways/gateway.js";
import { startFtpServer, type FtpServer } from "../support/servers/ftp-server.js";
import { PATIENCE_MS, waitFor } from "../support/wait-for.js";

const env = { CULVERT_PASSWORD: "spinach" };

describeWith([], "a command that culvert up offers, as it is printed", () => {
  let gateway: Gateway;
  let ftp: FtpServer;
  beforeAll(async () => {
    [gateway, ftp] = await Promise.all([startGateway(), startFtpServer()]);
  });
  afterAll(async () => {
    await Promise.all([gateway.close(), ftp.close()]);
  });

  const profileAt = (port: number): ProfileDraft =>
    rangeProfile({ gateway, target: { host: "popeye", port: ftp.port }, control: port, passive: ftp.passive });

  it("moves a profile off a port that another program has", async () => {
    const port = await freePort("127.0.0.1");
    const release = await occupy("127.0.0.1", port);
    const culvert = startCulvert({
      profiles: [profileAt(port)],
      knownHosts: `${gateway.hostKeyLine}\n`,
      env,
      json: false,
    });
    const command = await offered(culvert, /> (culvert edit popeye --set ftp\.listen\.port=\d+ .*)/);
    expect(await inShell(command, culvert).ended).toBe(0);
    const moved = Number(/port=(\d+)/.exec(command)?.[1]);
    expect(moved).toBeGreaterThan(port);
    expect(JSON.parse(culvert.profilesText())).toMatchObject({ profiles: [{ ftp: { listen: { port: moved } } }] });
    await release();
    await culvert.stop();
  });

  it("switches the mode of a tunnel that is open, by the command that culvert edit prints for it", async () => {
    const culvert = startCulvert({
      profiles: [profileAt(await freePort("127.0.0.1"))],
      knownHosts: `${gateway.hostKeyLine}\n`,
      env,
    });
    expect((await culvert.untilOpen("popeye")).forwards.length).toBeGreaterThan(1);
    const edit = inShell(
      `culvert edit popeye --set ftp.mode=relay --profiles ${join(culvert.home, "profiles.json")}`,
      culvert,
    );
    expect(await edit.ended).toBe(0);
    const [, command = ""] = /culvert up \(process \d+\).*: (kill -USR1 \d+)$/m.exec(edit.stderr()) ?? [];
    expect(command).toContain(String(culvert.pid));
    expect(await inShell(command, culvert).ended).toBe(0);
    await culvert.until("popeye", ({ state, forwards }) => state.kind === "open" && forwards.length === 1);
    await culvert.stop();
  });

  it("takes a host key that is not known, and opens the tunnel", async () => {
    const port = await freePort("127.0.0.1");
    const culvert = startCulvert({ profiles: [profileAt(port)], knownHosts: "", env, json: false });
    const command = await offered(culvert, /> (culvert up popeye --accept-new .*)/);
    expect((await culvert.ended).code).not.toBe(0);
    const again = inShell(command, culvert);
    await waitFor("the key to be known", () => culvert.knownHosts() !== "" || undefined);
    await waitFor("the tunnel", () => again.stdout().includes(`127.0.0.1:${port}`) || undefined);
    again.interrupt();
    expect(await again.ended).toBe(0);
    await culvert.stop();
  });
});

const offered = (culvert: CulvertProcess, pattern: RegExp): Promise<string> =>
  waitFor("a command", () => pattern.exec(culvert.stdout())?.[1], PATIENCE_MS).catch((error: unknown) => {
    throw new Error(`${String(error)}: ${culvert.stdout()} ${culvert.stderr()}`);
  });

/** A shell that runs the built command line by its name, in the home of the one that printed the command. */
function inShell(command: string, { home }: CulvertProcess) {
  let stdout = "";
  let stderr = "";
  const script = `culvert() { exec ${process.execPath} ${CULVERT} "$@"; }\n${command}`;
  const child = execFile("sh", ["-c", script], {
    env: { PATH: process.env["PATH"], HOME: home, XDG_CONFIG_HOME: join(home, ".config"), NO_COLOR: "1", ...env },
    timeout: PATIENCE_MS * 2,
  });
  child.stdout?.on("data", (text: string) => (stdout += text));
  child.stderr?.on("data", (text: string) => (stderr += text));
  const ended = new Promise<number | null>((resolve) => child.once("close", (code) => resolve(code)));
  return { ended, stdout: () => stdout, stderr: () => stderr, interrupt: () => void child.kill("SIGINT") };
}
