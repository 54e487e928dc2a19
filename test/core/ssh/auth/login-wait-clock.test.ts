import { createServer } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { Tunnels } from "../../../../src/core/tunnel/tunnels.js";
import { parseProfile } from "../../../../src/shared/profile/profile-issues.js";
import type { TunnelStatus } from "../../../../src/shared/status/tunnel-state.js";
import { freePort } from "../../../support/fixtures/free-port.js";
import {
  ManualClock,
  MemoryKnownHosts,
  ScriptedPrompter,
  testEnvironment,
} from "../../../support/fixtures/test-environment.js";
import { tempFolder } from "../../../support/fixtures/temp-folder.js";
import { sendRaw, startHostileGateway, string, type Malice } from "../../../support/gateways/hostile-gateway.js";
import { PATIENCE_MS } from "../../../support/wait-for.js";

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

/** Open a tunnel to a gateway that takes its time, with a clock that the test moves. */
async function openTunnel(malice: Malice, auth: object = { method: "password" }) {
  const gateway = await startHostileGateway(malice);
  cleanUps.push(() => gateway.close());
  const { host, port, hostKeyLine } = gateway;
  const reading = parseProfile({
    id: "popeye",
    name: "Popeye",
    gateway: { host, port, username: "olive", auth: [auth] },
    forwards: [
      { kind: "local", name: "plain", listen: { port: await freePort() }, target: { host: "popeye", port: 21 } },
    ],
  });
  if (!reading.ok) throw new Error(JSON.stringify(reading.issues));
  const clock = new ManualClock();
  const prompter = new ScriptedPrompter(() => ({ kind: "secret", text: "spinach", remember: false }));
  const tunnels = new Tunnels(
    testEnvironment({ clock, prompter, knownHosts: new MemoryKnownHosts(`${hostKeyLine}\n`) }),
  );
  tunnels.setProfiles([reading.profile]);
  cleanUps.push(() => tunnels.closeAll());
  const status = (): TunnelStatus | undefined => tunnels.status()[0];
  tunnels.open("popeye");
  return { tunnels, clock, status };
}

/** Holds a password until it is released. */
function slowGateway() {
  let accept: (() => void) | undefined;
  const malice: Malice = {
    onLogin: (attempt) => {
      if (attempt.method === "password") accept = () => attempt.accept();
      else attempt.reject(["password"]);
    },
  };
  return { malice, accept: () => accept?.(), isAsked: () => accept !== undefined };
}

describe("a login that takes its time", () => {
  it("is waited for for minutes, and how long is told every five seconds", async () => {
    const { malice, accept, isAsked } = slowGateway();
    const { clock, status } = await openTunnel(malice);
    await expect.poll(isAsked, { timeout: PATIENCE_MS }).toBe(true);
    for (let seconds = 5; seconds <= 240; seconds += 5) {
      clock.advance(5_000);
      expect(status()?.state).toMatchObject({ kind: "opening", loginWait: { for: "gateway", seconds } });
    }
    accept();
    await expect.poll(() => status()?.state.kind, { timeout: PATIENCE_MS }).toBe("open");
    expect(status()?.state).not.toHaveProperty("loginWait");
  });

  it("can be cancelled, and leaves no timer", async () => {
    const { malice, isAsked } = slowGateway();
    const { tunnels, clock, status } = await openTunnel(malice);
    await expect.poll(isAsked, { timeout: PATIENCE_MS }).toBe(true);
    clock.advance(5_000);
    await tunnels.close("popeye");
    expect(status()?.state).toEqual({ kind: "closed" });
    expect(clock.pending).toBe(0);
  });

  it("is given up in the end where nothing comes at all", async () => {
    const { malice, isAsked } = slowGateway();
    const { clock, status } = await openTunnel(malice);
    await expect.poll(isAsked, { timeout: PATIENCE_MS }).toBe(true);
    clock.advance(300_000);
    await expect
      .poll(() => status()?.state)
      .toMatchObject({ kind: "waiting", cause: { code: "ssh.unreachable", cause: "timed-out" } });
  });

  it.skipIf(process.platform === "win32")("is told as the agent's where the agent waits for its owner", async () => {
    const folder = tempFolder();
    cleanUps.push(() => folder.remove());
    let isAsked = false;
    const agent = createServer((socket) => {
      isAsked = true;
      socket.resume().on("error", () => undefined);
      cleanUps.push(() => socket.destroy());
    });
    await new Promise<void>((resolve) => agent.listen(folder.file("agent"), resolve));
    cleanUps.push(() => agent.close());
    const { clock, status } = await openTunnel(
      { onLogin: (attempt) => attempt.reject(["publickey"]) },
      { method: "agent", socket: folder.file("agent") },
    );
    await expect.poll(() => isAsked, { timeout: PATIENCE_MS }).toBe(true);
    clock.advance(5_000);
    expect(status()?.state).toMatchObject({ kind: "opening", loginWait: { for: "agent", seconds: 5 } });
  });
});

describe("what a gateway says to whoever logs in", () => {
  it("is shown while it waits, line by line, without what steers a terminal, and no more of it than fits", async () => {
    const { malice, accept } = slowGateway();
    const { status } = await openTunnel({
      onLogin: (attempt, raw) => {
        if (attempt.method === "none")
          sendRaw(raw, 53, string("# Visit:\r\n\x1b[31mhttps://login.spinach.example/a\r\n\u202eevil\r\n"), string(""));
        if (attempt.method === "password") sendRaw(raw, 53, string("x".repeat(20_000)), string(""));
        malice.onLogin?.(attempt, raw);
      },
    });
    const said = "# Visit:\n[31mhttps://login.spinach.example/a\nevil";
    await expect.poll(() => status()?.banner, { timeout: PATIENCE_MS }).toMatch(/x…$/);
    expect(status()?.banner?.slice(0, said.length)).toBe(said);
    expect(status()?.banner?.length).toBeLessThanOrEqual(2_001);
    accept();
    await expect.poll(() => status()?.state.kind, { timeout: PATIENCE_MS }).toBe("open");
  });
});
