import { spawn } from "node:child_process";
import { once } from "node:events";
import { afterEach, expect, it } from "vitest";
import type { ProfileDraft } from "../../src/shared/profile/profile-schema.js";
import { endWithUs, stopChild } from "../support/child.js";
import { startCulvert, type CulvertOptions, type CulvertProcess } from "../support/culvert-process.js";
import { descendantsOf } from "../support/descendants.js";
import { describeWith } from "../support/describe-with.js";
import { freePort } from "../support/fixtures/free-port.js";
import { PlainForwardSetup } from "../support/fixtures/plain-forward-setup.js";
import { startGateway, type Gateway } from "../support/gateways/gateway.js";
import { startSshd, type Sshd } from "../support/gateways/sshd.js";
import { programPathOrThrow } from "../support/programs.js";

/** A keepalive of one second and three misses: noticed in four, and later on a machine that is busy; by default it would take sixty. */
const NOTICED_MS = 30_000;
const WORDS = ["--keepalive", "1"];

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

type FailureKind = Pick<CulvertOptions, "knownHosts" | "env"> & { readonly gateway: ProfileDraft["gateway"] };

const byKey = ({ host, port, username, keyFile, knownHostsLines }: Sshd): FailureKind => ({
  gateway: { host, port, username, auth: [{ method: "key", file: keyFile }] },
  knownHosts: knownHostsLines,
});
const byPassword = ({ host, port, username, password, hostKeyLine }: Gateway): FailureKind => ({
  gateway: { host, port, username, auth: [{ method: "password" }] },
  knownHosts: `${hostKeyLine}\n`,
  env: { CULVERT_PASSWORD: password },
});

/** A tunnel with one forward, which nobody uses. */
async function openThrough({ gateway, ...trust }: FailureKind): Promise<CulvertProcess> {
  const profile: ProfileDraft = {
    id: "popeye",
    name: "popeye",
    gateway,
    forwards: [
      {
        kind: "local",
        name: "plain",
        listen: { port: await freePort("127.0.0.1") },
        target: { host: "popeye", port: 21 },
      },
    ],
  };
  const culvert = startCulvert({ profiles: [profile], words: WORDS, ...trust });
  cleanUps.push(() => culvert.stop());
  await culvert.untilOpen("popeye");
  return culvert;
}

describeWith(["sshd", "ssh-keygen"], "a gateway that dies without a word", () => {
  it("by being stopped (SIGSTOP, for as long as it takes to notice) is noticed by its silence, and the tunnel comes back when it goes on", async () => {
    const sshd = await startSshd();
    cleanUps.push(() => sshd.close());
    const culvert = await openThrough(byKey(sshd));
    const all = [sshd.pid, ...descendantsOf(sshd.pid)];
    for (const pid of all) process.kill(pid, "SIGSTOP");
    try {
      const { state } = await culvert.until("popeye", ({ state }) => state.kind === "waiting", NOTICED_MS);
      expect(state).toMatchObject({ cause: { code: "ssh.lost", cause: "silent" } });
    } finally {
      for (const pid of all) process.kill(pid, "SIGCONT");
    }
    await culvert.untilOpen("popeye");
  });

  it("by its session being killed (SIGKILL) is noticed at once, and the tunnel comes back", async () => {
    const sshd = await startSshd();
    cleanUps.push(() => sshd.close());
    const culvert = await openThrough(byKey(sshd));
    sshd.dropAll();
    const { state } = await culvert.until("popeye", ({ state }) => state.kind === "waiting");
    expect(state).toMatchObject({
      cause: { code: "ssh.lost", cause: expect.stringMatching(/^(closed|reset)$/) as string },
    });
    await culvert.untilOpen("popeye");
  });

  it("by being killed as a whole (SIGKILL) is tried again until it is back on its port", async () => {
    const sshd = await startSshd();
    cleanUps.push(() => sshd.close());
    const culvert = await openThrough(byKey(sshd));
    sshd.kill();
    await culvert.until(
      "popeye",
      ({ state }) => state.kind === "waiting" && state.cause.code === "ssh.lost" && state.cause.cause !== "silent",
    );
    const { state } = await culvert.until("popeye", ({ state }) => state.kind === "waiting" && state.attempt >= 3);
    expect(state).toMatchObject({ cause: { code: "ssh.unreachable", cause: "refused" } });
    await sshd.startAgain();
    await culvert.untilOpen("popeye");
  });

  it("by swallowing all that comes is noticed by its silence, and the tunnel comes back", async () => {
    const gateway = await startGateway();
    cleanUps.push(() => gateway.close());
    const culvert = await openThrough(byPassword(gateway));
    gateway.fallSilent();
    await culvert.until("popeye", ({ state }) => state.kind === "waiting", NOTICED_MS);
    await culvert.untilOpen("popeye");
    expect(gateway.logins()).toBe(2);
  });
});

describeWith(["python3"], "an address that swallows every attempt to connect", () => {
  const setup = new PlainForwardSetup();
  afterEach(() => setup.leave());

  it("is given up after twenty seconds by the true clock, and tried again", async () => {
    const first = await startGateway();
    cleanUps.push(() => first.close());
    const culvert = await openThrough(byPassword(first));
    await first.close();
    const hole = await blackHole(first.port);
    cleanUps.push(() => hole.fill());
    const { state } = await culvert.until(
      "popeye",
      ({ state }) =>
        state.kind === "waiting" && state.cause.code === "ssh.unreachable" && state.cause.cause === "timed-out",
    );
    expect(state).toMatchObject({ kind: "waiting" });
    await hole.fill();
    const again = await startGateway({ port: first.port, hostKey: first.hostKey });
    cleanUps.push(() => again.close());
    await culvert.untilOpen("popeye");
  });

  it("is given up after twenty seconds each time, until somebody answers there", async () => {
    const first = await startGateway();
    const tunnel = setup.tunnel(first, {
      kind: "local",
      name: "plain",
      listen: { port: await freePort("127.0.0.1") },
      target: { host: "popeye", port: 21 },
    });
    tunnel.open();
    await tunnel.until("open");
    await first.close();
    await tunnel.until("waiting");
    const hole = await blackHole(first.port);
    cleanUps.push(() => hole.fill());
    setup.clock.advance(1_000);
    await tunnel.until("opening");
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(tunnel.status().state).toMatchObject({ kind: "opening", step: "dialling" });
    setup.clock.advance(20_000);
    expect((await tunnel.until("waiting")).state).toMatchObject({
      cause: { code: "ssh.unreachable", cause: "timed-out" },
    });

    await hole.fill();
    const again: Gateway = await startGateway({ port: first.port, hostKey: first.hostKey });
    cleanUps.push(() => again.close());
    setup.clock.advance(60_000);
    await tunnel.until("open");
  });
});

/** A listener that accepts nobody and whose queue is full: the system drops what else comes. */
async function blackHole(port: number): Promise<{ fill(): Promise<void> }> {
  const child = endWithUs(
    spawn(programPathOrThrow("python3"), ["-c", HOLE, String(port)], { stdio: ["ignore", "pipe", "inherit"] }),
  );
  await once(child.stdout, "data");
  return { fill: () => stopChild(child, "SIGKILL") };
}

const HOLE = `
import socket, sys, time
server = socket.socket()
server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
server.bind(("127.0.0.1", int(sys.argv[1])))
server.listen(0)
queue = []
for _ in range(4):
    one = socket.socket()
    one.setblocking(False)
    one.connect_ex(("127.0.0.1", int(sys.argv[1])))
    queue.append(one)
time.sleep(0.2)
print("full", flush=True)
time.sleep(600)
`;
