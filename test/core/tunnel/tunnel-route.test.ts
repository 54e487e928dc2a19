import { createServer, type AddressInfo, type Server, type Socket } from "node:net";
import Conf from "conf";
import { afterEach, describe, expect, it } from "vitest";
import { ProfileStore, profileFilePath } from "../../../src/core/store/profile-store.js";
import { mendTunnel, type CoreMend } from "../../../src/core/tunnel/mend-tunnel.js";
import { DEFAULT_PASSIVE } from "../../../src/shared/profile/with-ftp-mode.js";
import type { ProfileDocument, ProfileDraft } from "../../../src/shared/profile/profile-schema.js";
import { RawFtp } from "../../support/clients/raw-ftp.js";
import { freePort } from "../../support/fixtures/free-port.js";
import { isProbed, readProfile, routedTunnels, type RoutedTunnels } from "../../support/fixtures/open-route.js";
import { tempFolder } from "../../support/fixtures/temp-folder.js";
import { ManualClock } from "../../support/fixtures/test-environment.js";
import { startGateway, type Gateway } from "../../support/gateways/gateway.js";
import {
  startScriptedFtpServer,
  type ScriptedFtpServer,
  type ScriptedFtpServerOptions,
} from "../../support/servers/scripted-ftp-server.js";
import { waitFor } from "../../support/wait-for.js";

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function gatewayHere(): Promise<Gateway> {
  const gateway = await startGateway();
  cleanUps.push(() => gateway.close());
  return gateway;
}
async function serverOf(options: ScriptedFtpServerOptions = {}): Promise<ScriptedFtpServer> {
  const server = await startScriptedFtpServer(options);
  cleanUps.push(() => server.close());
  return server;
}
const profileTo = async (
  gateway: Gateway,
  target: { readonly host: string; readonly port: number },
  { id = "popeye", port = 0, mode = "relay" }: { id?: string; port?: number; mode?: "relay" | "range" } = {},
): Promise<ProfileDraft> => ({
  id,
  name: id,
  gateway: { host: gateway.host, port: gateway.port, username: gateway.username, auth: [{ method: "password" }] },
  ftp: {
    mode,
    target: { host: target.host, port: target.port },
    listen: { port: port === 0 ? await freePort() : port },
    ...(mode === "range" ? { passive: String(await freePort()) } : {}),
  } as ProfileDraft["ftp"],
});
function routed(drafts: readonly ProfileDraft[], gateway: Gateway, clock?: ManualClock): RoutedTunnels {
  const made = routedTunnels(drafts, { password: gateway.password, ...(clock === undefined ? {} : { clock }) });
  cleanUps.push(() => made.close());
  return made;
}
/** A listener that keeps a port busy. */
async function occupy(port: number): Promise<void> {
  const server: Server = createServer();
  await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
  cleanUps.push(() => new Promise((resolve) => server.close(resolve)));
}

describe("a probe of a tunnel's target", () => {
  it("costs one short connection that ends by QUIT, counts as nobody's, and asks for no password", async () => {
    const [gateway, server] = [await gatewayHere(), await serverOf()];
    const { tunnels, until, status, last } = routed([await profileTo(gateway, server)], gateway);
    tunnels.open("popeye");
    await until("a probed route", isProbed);
    await waitFor("the end of the probe's connection", () => (server.open() === 0 ? true : undefined));
    expect(server.heard.map((line) => line.trim())).toEqual(["FEAT", "USER culvert", "QUIT"]);
    expect(gateway.asked()).toHaveLength(1);
    expect(status().forwards[0]).toMatchObject({ connections: { open: 0, total: 0 }, bytes: { up: 0, down: 0 } });
    expect(last()).toMatchObject({ state: "works", endpoint: `127.0.0.1:${server.port}` });
  });

  it("is not repeated within a minute, however often the tunnel is opened, and is afterwards", async () => {
    const clock = new ManualClock();
    const [gateway, server] = [await gatewayHere(), await serverOf()];
    const { tunnels, until } = routed([await profileTo(gateway, server)], gateway, clock);
    const quits = () => server.heard.filter((line) => line.startsWith("QUIT")).length;
    tunnels.open("popeye");
    await until("a probed route", isProbed);
    await waitFor("the goodbye", () => (quits() === 1 ? true : undefined));
    for (let again = 0; again < 3; again++) {
      await tunnels.close("popeye");
      tunnels.open("popeye");
      await until("an open tunnel", (_, { state }) => state.kind === "open");
    }
    const known = await until("an open tunnel", ({ hops }) => hops.at(-1)?.state === "unknown");
    expect(known.hops.at(-1)).toMatchObject({ lastWorked: clock.now() });
    expect(quits()).toBe(1);
    clock.advance(60_000);
    await waitFor("the next probe", () => (quits() === 2 ? true : undefined));
    await until("a probed route", isProbed);
  });

  it("is made at once where somebody asks, and where the profile names another target", async () => {
    const clock = new ManualClock();
    const [gateway, server, other] = [await gatewayHere(), await serverOf(), await serverOf()];
    const draft = await profileTo(gateway, server);
    const { tunnels, until } = routed([draft], gateway, clock);
    tunnels.open("popeye");
    await until("a probed route", isProbed);
    await waitFor("the goodbye", () => (server.open() === 0 ? true : undefined));
    await tunnels.retry("popeye");
    await waitFor("another goodbye", () =>
      server.heard.filter((line) => /^QUIT/.test(line)).length === 2 ? true : undefined,
    );
    tunnels.setProfiles([
      readProfile({ ...draft, ftp: { mode: "relay", target: { host: "127.0.0.1", port: other.port } } }),
    ]);
    await tunnels.reconnect("popeye");
    await waitFor("a goodbye at the other", () => (other.heard.some((line) => /^QUIT/.test(line)) ? true : undefined));
  });

  it("ends at once with its tunnel, whatever it waits for, and leaves no timer", async () => {
    const clock = new ManualClock();
    const sockets = new Set<Socket>();
    const silent = createServer((socket) => sockets.add(socket.on("error", () => undefined)));
    await new Promise<void>((resolve) => silent.listen(0, "127.0.0.1", resolve));
    cleanUps.push(() => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => silent.close(resolve));
    });
    const gateway = await gatewayHere();
    const target = { host: "127.0.0.1", port: (silent.address() as AddressInfo).port };
    const { tunnels, until, route } = routed([await profileTo(gateway, target)], gateway, clock);
    tunnels.open("popeye");
    await until("a probe under way", ({ hops }) => hops.at(-1)?.state === "checking" && sockets.size === 1);
    expect(route().state).toBe("checking");
    await tunnels.close("popeye");
    await waitFor("no timer", () => (clock.pending === 0 ? true : undefined));
    expect(route()).toMatchObject({ state: "unknown" });
  });

  it("waits for no greeting longer than its limit, and says so", async () => {
    const clock = new ManualClock();
    const [gateway, server] = [await gatewayHere(), await serverOf({ greeting: "" })];
    const { tunnels, until, last } = routed([await profileTo(gateway, server)], gateway, clock);
    tunnels.open("popeye");
    await until("a probe under way", ({ hops }) => hops.at(-1)?.state === "checking");
    await waitFor("its connection", () => (server.open() > 0 ? true : undefined));
    await waitFor("the end of its patience", () => {
      clock.advance(5_000);
      return last().state === "fails" ? true : undefined;
    });
    expect(last().cause).toEqual({ code: "ftp.no-greeting", target: `127.0.0.1:${server.port}`, cause: "timed-out" });
  });
});

describe("the route of a tunnel that is lost", () => {
  it("says which hop, and is checked again once it is back", async () => {
    const clock = new ManualClock();
    const [gateway, server] = [await gatewayHere(), await serverOf()];
    const { tunnels, until } = routed([await profileTo(gateway, server)], gateway, clock);
    tunnels.open("popeye");
    await until("a probed route", isProbed);
    gateway.dropAll();
    const lost = await until("a lost session", ({ state }) => state === "fails");
    expect(lost.hops).toMatchObject([
      { kind: "program", state: "works" },
      { kind: "gateway", state: "fails", cause: { code: "ssh.lost" }, mends: [{ kind: "retry" }] },
      { kind: "ftp-server", state: "unknown", lastWorked: expect.any(Number) as number },
    ]);
    clock.advance(60_000);
    await until("a route that works again", ({ state }) => state === "works");
  });
});

describe("in use, a relay tells its route", () => {
  it("a refused login with the server's words, and an accepted one", async () => {
    let isRight = false;
    const server = await serverOf({
      answers: { PASS: (session) => session.say(isRight ? "230 In\r\n" : "530 Login incorrect.\r\n") },
    });
    const gateway = await gatewayHere();
    const draft = await profileTo(gateway, server);
    const { tunnels, until } = routed([draft], gateway);
    tunnels.open("popeye");
    await until("a probed route", isProbed);
    const ftp = await RawFtp.connect(draft.ftp?.listen?.port ?? 0);
    cleanUps.push(() => {
      ftp.close();
      return Promise.resolve();
    });
    await ftp.say("USER olive");
    await ftp.say("PASS wrong");
    const refused = await until("the refusal", ({ state }) => state === "fails");
    expect(refused.hops.at(-1)).toMatchObject({
      cause: { code: "ftp.login-refused", said: "530 Login incorrect." },
      facts: [{ kind: "login-refused", said: "530 Login incorrect." }, { kind: "ftp-server" }],
    });
    isRight = true;
    await ftp.say("USER olive");
    await ftp.say("PASS right");
    const accepted = await until("the login", ({ state }) => state === "works");
    expect(accepted.hops.at(-1)?.facts.map(({ kind }) => kind)).toEqual(["ftp-server", "login-accepted"]);
  });
});

describe("a mend by one call", () => {
  async function kept(drafts: readonly ProfileDraft[], gateway: Gateway) {
    const folder = tempFolder();
    cleanUps.push(() => {
      folder.remove();
      return Promise.resolve();
    });
    const store = await ProfileStore.open(
      profileFilePath(folder.path),
      () => new Conf<ProfileDocument>({ cwd: folder.path, configName: "profiles" }),
    );
    for (const draft of drafts) await store.save(readProfile(draft));
    const made = routed(drafts, gateway);
    store.onChange(() => made.tunnels.setProfiles(store.profiles()));
    return {
      store,
      ...made,
      mend: (id: string, mend: CoreMend) => mendTunnel({ store, tunnels: made.tunnels }, id, mend),
    };
  }

  it("of a port that another program has: told by program and process, and another free port taken instead", async () => {
    const [gateway, server, port] = [await gatewayHere(), await serverOf(), await freePort()];
    await occupy(port);
    const draft = await profileTo(gateway, server, { port });
    const { tunnels, until, store, mend } = await kept([draft], gateway);
    tunnels.open("popeye");
    const taken = await until("who has the port", ({ hops }) =>
      (hops[0]?.mends ?? []).some(({ kind }) => kind === "use-port"),
    );
    expect(taken.hops[0]).toMatchObject({
      state: "fails",
      cause: {
        code: "forward.port-taken",
        port,
        ...(process.platform === "linux" ? { holder: { pid: process.pid } } : {}),
      },
    });
    const use = taken.hops[0]?.mends?.find((one) => one.kind === "use-port");
    if (use?.kind !== "use-port") throw new Error("it is offered");
    expect(use.port).toBeGreaterThan(port);
    await mend("popeye", use);
    await until("a route that works", ({ state }) => state === "works");
    expect(store.profiles()[0]?.ftp?.listen.port).toBe(use.port);
  });

  it("of a port that another tunnel has: told by its name, and that one closed", async () => {
    const [gateway, server, port] = [await gatewayHere(), await serverOf(), await freePort()];
    const drafts = [
      await profileTo(gateway, server, { id: "olive", port }),
      await profileTo(gateway, server, { id: "popeye", port }),
    ];
    const { tunnels, until, mend, status } = await kept(drafts, gateway);
    tunnels.open("olive");
    await until("an open tunnel", (_, { state }) => state.kind === "open", "olive");
    tunnels.open("popeye");
    const clash = await until("the clash", ({ hops }) => (hops[0]?.mends ?? []).length > 1, "popeye");
    expect(clash.hops[0]).toMatchObject({
      cause: { code: "forward.port-taken", holder: { isCulvert: true, profile: "olive" } },
      mends: [{ kind: "close-tunnel", profile: "olive", name: "olive" }, { kind: "use-port" }, { kind: "retry" }],
    });
    await mend("popeye", { kind: "close-tunnel", profile: "olive", name: "olive" });
    await until("a route that works", ({ state }) => state === "works", "popeye");
    expect(status("olive").state.kind).toBe("closed");
  });

  it("of a data port that is taken while the tunnel is open: listened on again once it is free", async () => {
    const [gateway, server] = [await gatewayHere(), await serverOf()];
    const draft = await profileTo(gateway, server, { mode: "range" });
    const port = Number(draft.ftp?.mode === "range" ? draft.ftp.passive : 0);
    const busy = createServer();
    await new Promise<void>((resolve) => busy.listen(port, "127.0.0.1", resolve));
    const { tunnels, until, mend } = await kept([draft], gateway);
    tunnels.open("popeye");
    const taken = await until("a refused port", ({ hops }) => hops[0]?.state === "fails");
    expect(taken.hops[0]?.facts).toEqual([{ kind: "ports-refused", refused: 1, total: 1 }]);
    expect(taken.hops[0]?.mends?.map(({ kind }) => kind)).toEqual(["switch-mode", "retry"]);
    await new Promise((resolve) => busy.close(resolve));
    await mend("popeye", { kind: "retry" });
    await until("a route that works", ({ state }) => state === "works");
  });

  it("of a mode: the profile is stored in another one, and the tunnel opened by it", async () => {
    const [gateway, server] = [await gatewayHere(), await serverOf()];
    const { tunnels, until, store, mend } = await kept([await profileTo(gateway, server)], gateway);
    tunnels.open("popeye");
    await until("a probed route", isProbed);
    await mend("popeye", { kind: "switch-mode", mode: "range" });
    await until("an open range", (_, { state, forwards }) => state.kind === "open" && forwards.length > 1);
    expect(store.profiles()[0]?.ftp).toMatchObject({ mode: "range", passive: DEFAULT_PASSIVE });
    await mend("popeye", { kind: "switch-mode", mode: "relay" });
    await until("an open relay", (_, { state, forwards }) => state.kind === "open" && forwards.length === 1);
  });

  it("that would make a wrong profile is refused, and changes nothing", async () => {
    const [gateway, server] = [await gatewayHere(), await serverOf()];
    const draft = await profileTo(gateway, server, { mode: "range" });
    const { store, mend } = await kept([draft], gateway);
    const before = store.profiles();
    const passive = Number(draft.ftp?.mode === "range" ? draft.ftp.passive : 0);
    await expect(mend("popeye", { kind: "use-port", port: passive })).rejects.toMatchObject({
      failure: { code: "profile.invalid" },
    });
    await expect(mend("nobody", { kind: "use-port", port: 2199 })).rejects.toMatchObject({
      failure: { code: "profile.not-found" },
    });
    expect(store.profiles()).toEqual(before);
  });
});

describe("cancelling a question", () => {
  it("brings a tunnel back to closed: no failure, though a script is told why", async () => {
    const [gateway, server] = [await gatewayHere(), await serverOf()];
    const made = routedTunnels([await profileTo(gateway, server)], { cancels: true });
    cleanUps.push(() => made.close());
    made.tunnels.open("popeye");
    await made.until("its end", (_, { state }) => state.kind === "closed");
    expect(made.status().state).toEqual({
      kind: "closed",
      cancelled: { code: "ssh.question-cancelled", host: gateway.host, port: gateway.port },
    });
    expect(made.route().hops.every(({ state }) => state === "unknown")).toBe(true);
    expect(made.status().forwards.every(({ state }) => state.kind === "idle")).toBe(true);
  });
});
