import { once } from "node:events";
import { connect, createServer, type AddressInfo } from "node:net";
import { afterEach, expect, it } from "vitest";
import { SshSession } from "../../src/core/ssh/ssh-session.js";
import { systemClock } from "../../src/core/system/system-clock.js";
import { parseProfile } from "../../src/shared/profile/profile-issues.js";
import { describeWith } from "../support/describe-with.js";
import { freePort } from "../support/fixtures/free-port.js";
import { MemoryKnownHosts, testEnvironment } from "../support/fixtures/test-environment.js";
import { startAsyncSsh } from "../support/gateways/asyncssh.js";
import { startDropbear, type RealGateway } from "../support/gateways/dropbear.js";
import { startTinySsh } from "../support/gateways/tinysshd.js";
import { whyNoMounts } from "../support/mounts.js";
import { PATIENCE_MS } from "../support/wait-for.js";

const noMounts = await whyNoMounts();
const inNamespace = noMounts === undefined ? "" : ` (not here: ${noMounts})`;
const cleanUps: (() => unknown)[] = [];

async function open(starting: Promise<RealGateway>): Promise<SshSession> {
  const gateway = await starting;
  cleanUps.push(() => gateway.close());
  const { host, port, username, keyFile, knownHostsLines } = gateway;
  const reading = parseProfile({
    id: "popeye",
    name: "Popeye",
    gateway: { host, port, username, auth: [{ method: "key", file: keyFile }] },
  });
  if (!reading.ok) throw new Error(JSON.stringify(reading.issues));
  const session = await SshSession.open(reading.profile.gateway, {
    profile: "popeye",
    environment: testEnvironment({ clock: systemClock, knownHosts: new MemoryKnownHosts(knownHostsLines) }),
    signal: AbortSignal.timeout(PATIENCE_MS),
    onStep: () => undefined,
  });
  cleanUps.push(() => session.close());
  return session;
}

/** A server beyond the gateway that says back what it hears. */
async function startEcho(): Promise<number> {
  const echo = createServer((socket) => socket.on("error", () => socket.destroy()).pipe(socket));
  echo.listen(0, "127.0.0.1");
  await once(echo, "listening");
  cleanUps.push(() => echo.close());
  return (echo.address() as AddressInfo).port;
}

const origin = { host: "127.0.0.1", port: 1 };
async function forwardsThere(session: SshSession): Promise<void> {
  const channel = await session.openChannel({ host: "127.0.0.1", port: await startEcho() }, origin);
  channel.end("ahoy");
  expect(String(await once(channel, "data"))).toBe("ahoy");
}
async function forwardsBack(session: SshSession): Promise<void> {
  const asked = { host: "127.0.0.1", port: await freePort("127.0.0.1") };
  await session.listenRemotely(asked, (arrival) => {
    const channel = arrival.accept();
    channel.pipe(channel);
  });
  const socket = connect(asked);
  cleanUps.push(() => socket.destroy());
  socket.end("ahoy");
  expect(String(await once(socket, "data"))).toBe("ahoy");
}
const classic = { isPostQuantum: false, hostKeyType: "ssh-ed25519" };

afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

describeWith(["asyncssh", "python3", "ssh-keygen"], "AsyncSSH", () => {
  it("lets the user in, and forwards both ways", async () => {
    const session = await open(startAsyncSsh());
    expect(session.serverName).toMatch(/^AsyncSSH_/);
    await forwardsThere(session);
    await forwardsBack(session);
    expect(session.lost).toBeUndefined();
  });
});

describeWith(["dropbear", "ssh-keygen"], "Dropbear", () => {
  it.skipIf(noMounts !== undefined)(`lets the user in, and forwards both ways${inNamespace}`, async () => {
    const session = await open(startDropbear());
    expect(session.serverName).toMatch(/^dropbear_/);
    await forwardsThere(session);
    await forwardsBack(session);
    expect(session.link()?.hostKeyType).toBe("ssh-ed25519");
  });
});

describeWith(["tinysshd", "ssh-keygen"], "TinySSH", () => {
  it.skipIf(noMounts !== undefined)(`lets the user in, and says that it forwards nothing${inNamespace}`, async () => {
    const session = await open(startTinySsh());
    expect(session.serverName).toMatch(/^tinyssh/);
    expect(session.link()).toMatchObject({ ...classic, cipher: "chacha20-poly1305@openssh.com" });
    const port = await startEcho();
    await expect(session.openChannel({ host: "127.0.0.1", port }, origin)).rejects.toMatchObject({
      failure: { code: expect.stringMatching(/^channel\.refused$/) as unknown },
    });
  });
});
