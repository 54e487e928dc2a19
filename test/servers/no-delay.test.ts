import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { readFileSync, writeFileSync } from "node:fs";
import { afterEach, expect, it } from "vitest";
import { SshSession } from "../../src/core/ssh/ssh-session.js";
import { systemClock } from "../../src/core/system/system-clock.js";
import { parseProfile } from "../../src/shared/profile/profile-issues.js";
import type { SessionWarning } from "../../src/shared/status/warning.js";
import { endWithUs, run, runWell, stopChild } from "../support/child.js";
import { CULVERT, startCulvert } from "../support/culvert-process.js";
import { describeWith } from "../support/describe-with.js";
import { freePort } from "../support/fixtures/free-port.js";
import { relayProfile } from "../support/fixtures/relay-profile.js";
import { tempFolder } from "../support/fixtures/temp-folder.js";
import { MemoryKnownHosts, testEnvironment } from "../support/fixtures/test-environment.js";
import { startSshd, type Sshd, type SshdOptions } from "../support/gateways/sshd.js";
import { PATIENCE_MS } from "../support/wait-for.js";

const MACHINES_OWN_IS_10 = process.env["CULVERT_TEST_OPENSSH"] === "10";

const cleanUps: (() => unknown)[] = [];

async function sshd(options: SshdOptions = {}): Promise<Sshd> {
  const started = await startSshd(options);
  cleanUps.push(() => started.close());
  return started;
}

async function open(
  gateway: Sshd,
  noDelay: boolean,
): Promise<{ readonly session: SshSession; readonly warnings: readonly SessionWarning[] }> {
  const reading = parseProfile({
    id: "popeye",
    name: "Popeye",
    gateway: {
      host: gateway.host,
      port: gateway.port,
      username: gateway.username,
      auth: [{ method: "key" as const, file: gateway.keyFile }],
      ...(noDelay ? { noDelay } : {}),
    },
  });
  if (!reading.ok) throw new Error(JSON.stringify(reading.issues));
  const warnings: SessionWarning[] = [];
  const session = await SshSession.open(reading.profile.gateway, {
    profile: "popeye",
    environment: testEnvironment({
      clock: systemClock,
      knownHosts: new MemoryKnownHosts(gateway.knownHostsLines),
    }),
    signal: AbortSignal.timeout(PATIENCE_MS),
    onStep: () => undefined,
    onWarning: (warning) => warnings.push(warning),
  });
  cleanUps.push(() => session.close());
  return { session, warnings };
}

/** How often a gateway's processes set TCP_NODELAY while one session is opened, as strace sees it. */
async function timesSetNoDelay(gateway: Sshd, noDelay: boolean): Promise<number> {
  const folder = tempFolder();
  cleanUps.push(() => folder.remove());
  const file = folder.file("calls");
  const tracer = endWithUs(
    spawn("strace", ["-f", "-e", "trace=setsockopt", "-o", file, "-p", String(gateway.pid)], {
      stdio: ["ignore", "ignore", "pipe"],
    }),
  );
  cleanUps.push(() => stopChild(tracer));
  await once(tracer.stderr, "data"); // it tells that it has attached
  const { session } = await open(gateway, noDelay);
  await session.close();
  await stopChild(tracer);
  return readFileSync(file, "utf8").split("TCP_NODELAY, [1]").length - 1;
}

const hasStrace = spawnSync("strace", ["-V"]).status === 0;
const startsOfSftp = (gateway: Sshd): number => gateway.log().split("Starting session: subsystem 'sftp'").length - 1;

describeWith(["sshd", "ssh-keygen"], "a gateway whose OpenSSH holds small packets back", () => {
  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
  });

  it.skipIf(MACHINES_OWN_IS_10)("starts its SFTP once for each session with `noDelay`, and ends it", async () => {
    const gateway = await sshd();
    await open(gateway, false);
    expect(startsOfSftp(gateway)).toBe(0);
    for (const sessions of [1, 2]) {
      expect((await open(gateway, true)).warnings).toEqual([]);
      expect(startsOfSftp(gateway)).toBe(sessions);
    }
  });

  it.skipIf(MACHINES_OWN_IS_10 || !hasStrace)("holds nothing back any more once that was started", async () => {
    const gateway = await sshd();
    expect(await timesSetNoDelay(gateway, false)).toBe(0);
    expect(await timesSetNoDelay(gateway, true)).toBe(1);
  });

  it.skipIf(MACHINES_OWN_IS_10)(
    "starts it for a profile that `culvert edit` has set so, and no more once that is taken back",
    async () => {
      const gateway = await sshd();
      const folder = tempFolder();
      cleanUps.push(() => folder.remove());
      const file = folder.file("profiles.json");
      const listen = { host: "127.0.0.1", port: await freePort("127.0.0.1") };
      const profile = relayProfile({ id: "popeye", gateway, target: { host: "127.0.0.2", port: 21 }, listen });
      writeFileSync(file, JSON.stringify({ version: 1, profiles: [profile] }));
      for (const [value, starts] of [
        ["true", 1],
        ["false", 1],
      ] as const) {
        await runWell(process.execPath, [
          CULVERT,
          "edit",
          profile.id,
          "--set",
          `gateway.noDelay=${value}`,
          "--profiles",
          file,
        ]);
        const document = readFileSync(file, "utf8");
        expect(document).toContain(`"noDelay": ${value}`);
        const culvert = startCulvert({ document, open: [profile.id], knownHosts: gateway.knownHostsLines });
        await culvert.untilOpen(profile.id);
        await culvert.stop();
        expect(startsOfSftp(gateway)).toBe(starts);
      }
      const refused = await run(process.execPath, [
        CULVERT,
        "edit",
        profile.id,
        "--set",
        "gateway.noDelay=maybe",
        "--profiles",
        file,
      ]);
      expect(refused.code).not.toBe(0);
      expect(refused.stderr).toContain("gateway.noDelay");
    },
  );

  it.skipIf(MACHINES_OWN_IS_10)("tells where its account runs no SFTP, and carries all the same", async () => {
    const gateway = await sshd({ config: ["MaxSessions 0"] });
    const { session, warnings } = await open(gateway, true);
    expect(warnings).toEqual([{ code: "gateway.delays", host: gateway.host, port: gateway.port }]);
    const channel = await session.openChannel(gateway, { host: "127.0.0.1", port: 1 });
    const [identification] = (await once(channel, "data")) as [Buffer];
    expect(identification.toString()).toMatch(/^SSH-2\.0-/);
    channel.close();
  });

  it.skipIf(MACHINES_OWN_IS_10)("is left alone without `noDelay`", async () => {
    const gateway = await sshd({ config: ["MaxSessions 0"] });
    expect((await open(gateway, false)).warnings).toEqual([]);
  });
});

describeWith(["openssh-10", "ssh-keygen"], "a gateway with OpenSSH 10", () => {
  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
  });

  it("is not asked to start SFTP", async () => {
    const gateway = await sshd({ release: "10" });
    expect((await open(gateway, true)).warnings).toEqual([]);
    expect(startsOfSftp(gateway)).toBe(0);
  });

  it.skipIf(!hasStrace)("holds nothing back from the first", async () => {
    expect(await timesSetNoDelay(await sshd({ release: "10" }), false)).toBeGreaterThan(0);
  });
});
