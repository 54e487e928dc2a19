import { createServer } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ProfileDraft } from "../../src/shared/profile/profile-schema.js";
import { connectData, dataFrom, RawFtp } from "../support/clients/raw-ftp.js";
import { startCulvert, type CulvertProcess } from "../support/culvert-process.js";
import { freePort, freeRange } from "../support/fixtures/free-port.js";
import { rangeProfile } from "../support/fixtures/range-profile.js";
import { startGateway, type Gateway } from "../support/gateways/gateway.js";
import { HALVES, startSlowFtpServer, type SlowFtpServer } from "../support/servers/slow-ftp-server.js";
import { PATIENCE_MS, waitFor } from "../support/wait-for.js";

describe("culvert up, interrupted before the tunnel is open", () => {
  let gateway: Gateway;
  let profile: ProfileDraft;

  beforeAll(async () => {
    gateway = await startGateway();
    const { first, last } = await freeRange(2, "127.0.0.1");
    profile = rangeProfile({ gateway, target: { host: "popeye", port: 21 }, control: first, passive: String(last) });
  });
  afterAll(() => gateway.close());

  const start = (draft = profile): CulvertProcess =>
    startCulvert({
      profiles: [draft],
      knownHosts: `${gateway.hostKeyLine}\n`,
      env: { CULVERT_PASSWORD: gateway.password },
    });

  /** Every moment of the way may be hit: the delays cross it in small steps. */
  it.each([0, 2, 4, 6, 8, 10, 14, 18, 24, 32, 48, 64])(
    "ends with 0 and lets the gateway go, %i ms on its way",
    async (delay) => {
      const culvert = start();
      await waitFor("the first status", () => culvert.status("popeye"), PATIENCE_MS, 1);
      await new Promise((resolve) => setTimeout(resolve, delay));
      const { code, stderr } = await culvert.stop();
      expect(code).toBe(0);
      expect(stderr).toBe("");
      await waitFor("an end of every connection to the gateway", () =>
        gateway.connections() === 0 ? true : undefined,
      );
    },
  );

  it("ends with 0 while a gateway keeps silent", async () => {
    const silent = createServer((socket) => socket.on("error", () => undefined));
    const port = await freePort("127.0.0.1");
    await new Promise<void>((resolve) => silent.listen(port, "127.0.0.1", resolve));
    try {
      const culvert = start({ ...profile, gateway: { ...profile.gateway, port } });
      await waitFor("the first status", () => culvert.status("popeye"));
      await new Promise((resolve) => setTimeout(resolve, 200));
      expect((await culvert.stop()).code).toBe(0);
    } finally {
      silent.close();
    }
  });
});

describe("culvert up, interrupted amid a transfer", () => {
  let server: SlowFtpServer;
  let gateway: Gateway;
  let culvert: CulvertProcess;
  beforeEach(async () => {
    server = await startSlowFtpServer();
    gateway = await startGateway({ dial: (target) => target });
    return async () => {
      await culvert.stop();
      await gateway.close();
      await server.close();
    };
  });

  async function interrupted(signal: NodeJS.Signals = "SIGINT", env: Readonly<Record<string, string>> = {}) {
    const port = await freePort("127.0.0.1");
    const profile: ProfileDraft = {
      id: "popeye",
      name: "Popeye",
      gateway: { host: gateway.host, port: gateway.port, username: gateway.username, auth: [{ method: "password" }] },
      ftp: { mode: "relay", target: { host: server.host, port: server.port }, listen: { port } },
    };
    culvert = startCulvert({
      profiles: [profile],
      knownHosts: `${gateway.hostKeyLine}\n`,
      env: { CULVERT_PASSWORD: gateway.password, ...env },
    });
    await culvert.untilOpen("popeye");
    const ftp = await RawFtp.connect(port);
    const data = dataFrom(connectData((await ftp.passive()).port, "127.0.0.1"));
    expect(await ftp.say("RETR slow")).toMatch(/^150 /);
    await culvert.until("popeye", ({ forwards }) => forwards[0]?.transfers?.[0]?.bytes === HALVES[0].length);
    process.kill(culvert.pid, signal);
    await waitFor("what it waits for", () =>
      /waiting for one transfer to finish, 10 s at most\. Interrupt again to end it now\./.test(culvert.stderr())
        ? true
        : undefined,
    );
    return { ftp, data };
  }

  it.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)(
    "by %s, waits for it and says so, and the client has its file whole",
    async (signal) => {
      const { ftp, data } = await interrupted(signal);
      server.release();
      expect(await ftp.hear()).toBe("226 Done.\r\n");
      expect(await data).toBe(HALVES.join(""));
      expect((await culvert.ended).code).toBe(0);
    },
  );

  it("by Windows' Ctrl+Break, does the same", async () => {
    const isBreak = "data:text/javascript,process.on('SIGUSR2',()=>process.emit('SIGBREAK'))"; // which node tells of on Windows alone
    await interrupted("SIGUSR2", { NODE_OPTIONS: `--import "${isBreak}"` });
    server.release();
    expect((await culvert.ended).code).toBe(0);
  });

  it("a second time, ends it at once, and the client sees a break", async () => {
    const { ftp, data } = await interrupted();
    process.kill(culvert.pid, "SIGINT");
    expect((await culvert.ended).code).toBe(0);
    expect(await data).toBe(HALVES[0]);
    expect(await ftp.closed).toBe(true);
  });
});
