import { writeFileSync } from "node:fs";
import { createServer, type Socket } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { Tunnels } from "../../../src/core/tunnel/tunnels.js";
import { parseProfile } from "../../../src/shared/profile/profile-issues.js";
import type { TunnelState, TunnelStatus } from "../../../src/shared/status/tunnel-state.js";
import { freePort } from "../../support/fixtures/free-port.js";
import { freshKey } from "../../support/fixtures/fresh-key.js";
import {
  ManualClock,
  MemoryKnownHosts,
  MemoryVault,
  ScriptedPrompter,
  testEnvironment,
} from "../../support/fixtures/test-environment.js";
import { tempFolder } from "../../support/fixtures/temp-folder.js";
import { startGateway, type Gateway, type GatewayOptions } from "../../support/gateways/gateway.js";
import { PATIENCE_MS } from "../../support/wait-for.js";

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function gatewayWith(options: GatewayOptions): Promise<Gateway> {
  const gateway = await startGateway(options);
  cleanUps.push(() => gateway.close());
  return gateway;
}

/** What answers in the gateway's place with a few words, and hangs up. */
async function standIn(port: number, words: string): Promise<() => Promise<void>> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket.on("error", () => undefined).once("close", () => sockets.delete(socket)));
    socket.end(words);
  });
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  const stop = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  cleanUps.push(stop);
  return stop;
}

/** A tunnel to a gateway that knows its host key, with a clock that the test moves. */
async function tunnelTo(gateway: Gateway, auth: object, vault = new MemoryVault()) {
  const reading = parseProfile({
    id: "popeye",
    name: "Popeye",
    gateway: { host: gateway.host, port: gateway.port, username: gateway.username, auth: [auth] },
    forwards: [
      { kind: "local", name: "plain", listen: { port: await freePort() }, target: { host: "popeye", port: 21 } },
    ],
  });
  if (!reading.ok) throw new Error(JSON.stringify(reading.issues));
  const clock = new ManualClock();
  const prompter = new ScriptedPrompter((question) =>
    question.kind === "password" ? { kind: "nobody" } : { kind: "cancel" },
  );
  const tunnels = new Tunnels(
    testEnvironment({ clock, prompter, secrets: vault, knownHosts: new MemoryKnownHosts(`${gateway.hostKeyLine}\n`) }),
  );
  tunnels.setProfiles([reading.profile]);
  cleanUps.push(() => tunnels.closeAll());
  const status = (): TunnelStatus => {
    const [one] = tunnels.status();
    if (one === undefined) throw new Error("no tunnel");
    return one;
  };
  const until = async <K extends TunnelState["kind"]>(kind: K): Promise<Extract<TunnelState, { kind: K }>> => {
    await expect.poll(() => status().state.kind, { timeout: PATIENCE_MS }).toBe(kind);
    return status().state as Extract<TunnelState, { kind: K }>;
  };
  /** Let the time pass until the next attempt, and tell how long that was. */
  const passWait = async (): Promise<number> => {
    const { retryAt } = await until("waiting");
    const wait = retryAt - clock.now();
    clock.advance(wait);
    await expect.poll(() => status().state).not.toMatchObject({ kind: "waiting", retryAt });
    return wait;
  };
  tunnels.open("popeye");
  return { tunnels, clock, prompter, vault, until, passWait };
}

const PASSWORD = { method: "password" };
const keptPassword = async (gateway: Gateway): Promise<MemoryVault> => {
  const vault = new MemoryVault();
  await vault.set("popeye", `password olive@${gateway.host}:${gateway.port}`, "spinach");
  return vault;
};

describe("a tunnel that was open before", () => {
  it.each([
    { meets: "a full sshd", words: "Exceeded MaxStartups\r\n", code: "ssh.busy" },
    { meets: "a penalty", words: "Not allowed at this time\r\n", code: "ssh.busy" },
    { meets: "a captive portal's page", words: "HTTP/1.1 302 Found\r\nLocation: /login\r\n\r\n", code: "ssh.not-ssh" },
    { meets: "a line of text", words: "The server is being updated.\r\n", code: "ssh.not-ssh" },
    { meets: "an SSH of the last century", words: "SSH-1.5-Old\r\n", code: "ssh.incompatible" },
  ])("tries again after $meets, and comes back", async ({ words, code }) => {
    const gateway = await gatewayWith({});
    const { until, passWait } = await tunnelTo(gateway, PASSWORD, await keptPassword(gateway));
    await until("open");
    await gateway.close();
    const stop = await standIn(gateway.port, words);
    await passWait(); // the link is lost, and then it meets it
    expect((await until("waiting")).cause).toMatchObject({ code });
    await stop();
    await gatewayWith({ port: gateway.port, hostKey: gateway.hostKey });
    await passWait();
    await until("open");
  });

  it("tries a refused key three times over ten minutes, then waits for the user, who is told at once the next time", async () => {
    const folder = tempFolder();
    cleanUps.push(() => folder.remove());
    const key = freshKey();
    const file = folder.file("id");
    writeFileSync(file, key.private, { mode: 0o600 });
    const gateway = await gatewayWith({ methods: ["publickey"], publicKeys: [key.public] });
    const { tunnels, until, passWait } = await tunnelTo(gateway, { method: "key", file });
    await until("open");
    await gateway.close();
    await gatewayWith({ port: gateway.port, hostKey: gateway.hostKey, methods: ["publickey"] });
    await passWait();
    let waited = 0;
    for (let tries = 0; tries < 3; tries++) {
      expect((await until("waiting")).cause).toMatchObject({ code: "ssh.login-refused" });
      waited += await passWait();
    }
    expect((await until("failed")).cause).toMatchObject({ code: "ssh.login-refused" });
    expect(waited).toBeGreaterThan(450_000);
    expect(waited).toBeLessThanOrEqual(600_000);
    tunnels.open("popeye");
    await until("failed");
  });

  it("spares a kept password at its first refusal and asks nobody; at the second it asks, and waits for the user", async () => {
    const gateway = await gatewayWith({ methods: ["password"] });
    const { until, passWait, vault, prompter } = await tunnelTo(gateway, PASSWORD, await keptPassword(gateway));
    await until("open");
    await gateway.close();
    await gatewayWith({ port: gateway.port, hostKey: gateway.hostKey, methods: ["password"], password: "changed" });
    await passWait();
    expect((await until("waiting")).cause).toMatchObject({ code: "ssh.login-refused" });
    expect([...vault.kept.values()]).toEqual(["spinach"]);
    expect(prompter.asked).toEqual([]);
    await passWait();
    await until("failed");
    expect(prompter.asked).toMatchObject([{ kind: "password", again: true }]);
  });

  it("ends at a changed host key at once", async () => {
    const gateway = await gatewayWith({});
    const { until, passWait } = await tunnelTo(gateway, PASSWORD, await keptPassword(gateway));
    await until("open");
    await gateway.close();
    await gatewayWith({ port: gateway.port });
    await passWait();
    expect((await until("failed")).cause).toMatchObject({ code: "host-key.changed" });
  });
});

describe("a tunnel that was never open", () => {
  it("tries again where a page answers in the place of a gateway whose key is known and whose password is kept", async () => {
    const gateway = await gatewayWith({});
    await gateway.close();
    const stop = await standIn(gateway.port, "HTTP/1.1 302 Found\r\n\r\n");
    const { until, passWait } = await tunnelTo(gateway, PASSWORD, await keptPassword(gateway));
    expect((await until("waiting")).cause).toMatchObject({ code: "ssh.not-ssh", wasSsh: true });
    await stop();
    await gatewayWith({ port: gateway.port, hostKey: gateway.hostKey });
    await passWait();
    await until("open");
  });

  it("waits for the user at once where its login is refused, or no SSH answers", async () => {
    const gateway = await gatewayWith({ methods: ["password"], password: "other" });
    const { until, tunnels } = await tunnelTo(gateway, PASSWORD);
    expect((await until("failed")).cause).toMatchObject({ code: "ssh.login-refused" });
    await gateway.close();
    await standIn(gateway.port, "HTTP/1.1 400 Bad Request\r\n\r\n");
    tunnels.open("popeye");
    await expect
      .poll(() => tunnels.status()[0]?.state)
      .toMatchObject({ kind: "failed", cause: { code: "ssh.not-ssh" } });
  });
});
