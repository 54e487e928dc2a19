import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { afterEach, expect, it } from "vitest";
import { HYBRID_KEX } from "../../src/core/ssh/ssh2-internals/hybrid-kex.js";
import { SshSession } from "../../src/core/ssh/ssh-session.js";
import { systemClock } from "../../src/core/system/system-clock.js";
import { Refusals } from "../../src/core/tunnel/refusals.js";
import { parseProfile } from "../../src/shared/profile/profile-issues.js";
import { failureOf, type Failure } from "../../src/shared/status/failure.js";
import { startCulvert } from "../support/culvert-process.js";
import { describeWith } from "../support/describe-with.js";
import { relayProfile } from "../support/fixtures/relay-profile.js";
import { freePort } from "../support/fixtures/free-port.js";
import { Findings } from "../support/fixtures/run-check.js";
import { tempFolder } from "../support/fixtures/temp-folder.js";
import { MemoryKnownHosts, testEnvironment } from "../support/fixtures/test-environment.js";
import { makeKey, startSshd, type Sshd, type SshdOptions } from "../support/gateways/sshd.js";
import { startScriptedFtpServer } from "../support/servers/scripted-ftp-server.js";
import { PATIENCE_MS } from "../support/wait-for.js";

const MB = 1024 * 1024;
const HYBRID_ALONE = `KexAlgorithms ${HYBRID_KEX}`;
const cleanUps: (() => unknown)[] = [];

async function sshd10(...config: string[]): Promise<Sshd> {
  const options: SshdOptions = { release: "10", config };
  const sshd = await startSshd(options);
  cleanUps.push(() => sshd.close());
  return sshd;
}

async function open(gateway: Sshd, via: readonly Sshd[] = []): Promise<SshSession> {
  const hop = ({ host, port, username, keyFile }: Sshd) => ({
    host,
    port,
    username,
    auth: [{ method: "key" as const, file: keyFile }],
  });
  const reading = parseProfile({
    id: "popeye",
    name: "Popeye",
    gateway: { ...hop(gateway), via: via.map(hop) },
  });
  if (!reading.ok) throw new Error(JSON.stringify(reading.issues));
  const session = await SshSession.open(reading.profile.gateway, {
    profile: "popeye",
    environment: testEnvironment({
      clock: systemClock,
      knownHosts: new MemoryKnownHosts([gateway, ...via].map(({ knownHostsLines }) => knownHostsLines).join("")),
    }),
    signal: AbortSignal.timeout(PATIENCE_MS),
    onStep: () => undefined,
  });
  cleanUps.push(() => session.close());
  return session;
}

async function checked(gateway: Sshd): Promise<Findings> {
  const [ftp, port] = await Promise.all([startScriptedFtpServer(), freePort("127.0.0.1")]);
  cleanUps.push(() => ftp.close());
  return Findings.of({
    profile: relayProfile({ id: "popeye", gateway, target: ftp, listen: { host: "127.0.0.1", port } }),
    knownHosts: gateway.knownHostsLines,
  });
}

const link = {
  kind: "ssh-link",
  keyExchange: HYBRID_KEX,
  cipher: "aes128-gcm@openssh.com",
  hostKeyType: "ssh-ed25519",
  isPostQuantum: true,
};

describeWith(["openssh-10", "ssh-keygen"], "OpenSSH 10", () => {
  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
  });

  it("exchanges keys by ML-KEM and X25519, by its own settings", async () => {
    expect((await open(await sshd10())).link()).toEqual(link);
  });

  it("exchanges keys with one that offers nothing else, as a jump host and behind one", async () => {
    const [gateway, jumpHost] = await Promise.all([sshd10(HYBRID_ALONE), sshd10(HYBRID_ALONE)]);
    const session = await open(gateway, [jumpHost]);
    expect([session.link(), session.jumpHost?.link()]).toEqual([link, link]);
  });

  it.each(["aes256-ctr", "chacha20-poly1305@openssh.com"])("derives the keys of %s too", async (cipher) => {
    const session = await open(await sshd10(HYBRID_ALONE, `Ciphers ${cipher}`));
    expect(session.link()).toEqual({ ...link, cipher });
  });

  it("loses nothing of a transfer during which keys are exchanged anew after each MB, in both directions", async () => {
    const sshd = await sshd10(HYBRID_ALONE, "RekeyLimit 1M", "LogLevel DEBUG1");
    const echo = createServer((socket) => socket.on("error", () => socket.destroy()).pipe(socket)).listen(
      0,
      "127.0.0.1",
    );
    await once(echo, "listening");
    cleanUps.push(() => echo.close());
    const session = await open(sshd);
    const { port } = echo.address() as AddressInfo;
    const channel = await session.openChannel({ host: "127.0.0.1", port }, { host: "127.0.0.1", port: 1 });
    const sent = randomBytes(12 * MB);
    const received = createHash("sha256");
    let bytes = 0;
    channel.on("data", (chunk: Buffer) => {
      received.update(chunk);
      bytes += chunk.length;
    });
    channel.end(sent);
    await once(channel, "end");
    expect([bytes, received.digest("hex")]).toEqual([sent.length, createHash("sha256").update(sent).digest("hex")]);
    expect(session.link()).toEqual(link);
    const exchanges = sshd.log().match(/kex: algorithm: mlkem768x25519-sha256/g)?.length ?? 0;
    expect(exchanges).toBeGreaterThan(10);
  });

  it("puts nobody off who only opens, is cut, connects again and checks, with its penalties on", async () => {
    const sshd = await sshd10("PerSourcePenalties yes");
    for (let round = 0; round < 4; round++) {
      const session = await open(sshd);
      sshd.dropAll();
      await expect.poll(() => session.lost).toBeDefined();
      await checked(sshd);
    }
    expect((await open(sshd)).lost).toBeUndefined();
    expect(sshd.log().match(/srclimit_penalise/g) ?? []).toHaveLength(1); // of this test, which looked whether the port was open
  });

  it("says that it puts the computer off after a login that was wrong, and that is told as it is", async () => {
    const sshd = await sshd10("PerSourcePenalties authfail:60s min:1s");
    const stranger = tempFolder();
    cleanUps.push(() => stranger.remove());
    const wrong = { ...sshd, keyFile: await makeKey(stranger, "stranger", "ed25519") };
    await expect(open(wrong)).rejects.toMatchObject({ failure: { code: "ssh.login-refused" } });
    await expect.poll(() => sshd.log()).toMatch(/penalty.*failed authentication/); // sshd hears of it once its child has ended
    const putOff = await open(sshd).then(
      () => undefined,
      (thrown: unknown) => failureOf(thrown),
    );
    expect(putOff).toMatchObject({ code: "ssh.busy", cause: "penalised" });
    expect(new Refusals().delayAfter(putOff as Failure, 1, 1)).toBeGreaterThanOrEqual(20_000);
  });

  it("puts nobody off after six wrong logins that begin at once in three processes", async () => {
    // five of them at once reach 20 seconds; a busy computer's sshd may count a login ten seconds late
    const sshd = await sshd10("PerSourcePenalties min:20", "LogLevel VERBOSE");
    const home = tempFolder();
    cleanUps.push(() => home.remove());
    const profile = async (id: string) => ({
      id,
      name: id,
      gateway: {
        ...{ host: sshd.host, port: sshd.port, username: sshd.username },
        auth: [{ method: "key" as const, file: await makeKey(home, id, "ed25519") }],
      },
      forwards: [
        {
          ...{ kind: "local" as const, name: "plain", target: { host: "127.0.0.1", port: 9 } },
          listen: { host: "127.0.0.1", port: await freePort("127.0.0.1") },
        },
      ],
    });
    const env = { HOME: home.path, XDG_CONFIG_HOME: home.path };
    const up = async (...ids: string[]) => {
      const profiles = await Promise.all(ids.map(profile));
      const culvert = startCulvert({ profiles, knownHosts: sshd.knownHostsLines, env });
      cleanUps.push(() => culvert.stop());
      return culvert;
    };
    const processes = await Promise.all([up("olive", "popeye"), up("bluto"), up("wimpy", "swee", "brutus")]);
    for (const culvert of processes) expect((await culvert.ended).code, culvert.stderr()).toBe(5);
    expect(processes.map((culvert) => culvert.stderr()).join()).not.toMatch(/Not allowed/);
    await expect.poll(() => sshd.log().match(/^Failed publickey/gm)).toHaveLength(6);
    expect((await open(sshd)).lost).toBeUndefined();
    expect(sshd.log()).not.toMatch(/activating .*penalty/);
  });

  it("that takes no keys of a type is told as that, and not as a wrong user name", async () => {
    const sshd = await sshd10("PubkeyAcceptedAlgorithms rsa-sha2-256");
    const failure = await open(sshd).then(() => undefined, failureOf);
    expect(failure, sshd.log()).toMatchObject({
      code: "ssh.login-refused",
      tried: [{ method: "key", outcome: "key-type-refused", what: "ssh-ed25519" }],
    });
  });

  it("is told by the check to be safe from quantum computers", async () => {
    const findings = await checked(await sshd10());
    expect(findings.the("encryption")).toMatchObject({
      outcome: "ok",
      found: { code: "encryption.post-quantum", keyExchange: HYBRID_KEX, hostKeyType: "ssh-ed25519" },
    });
  });
});

describeWith(["sshd", "ssh-keygen"], "an OpenSSH without ML-KEM", () => {
  afterEach(async () => {
    for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
  });

  it("is taken as before, and the check says what is missing and what to update", async () => {
    const sshd = await startSshd({ config: ["KexAlgorithms curve25519-sha256,ecdh-sha2-nistp256"] });
    cleanUps.push(() => sshd.close());
    expect((await open(sshd)).link()).toMatchObject({ keyExchange: "curve25519-sha256", isPostQuantum: false });
    const findings = await checked(sshd);
    expect(findings.the("encryption")).toMatchObject({
      outcome: "ok",
      found: { code: "encryption.classic", keyExchange: "curve25519-sha256" },
    });
    expect(findings.text()).toMatch(
      /Update the SSH server of 127\.0\.0\.1:\d+ \(OpenSSH_.*\): OpenSSH has mlkem768x25519/,
    );
  });
});
