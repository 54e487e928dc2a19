import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DEFAULT_SETTINGS } from "../../../src/shared/settings.js";
import { RawFtp } from "../../support/clients/raw-ftp.js";
import { freePort } from "../../support/fixtures/free-port.js";
import { echoAfterEnd, PlainForwardSetup, converse } from "../../support/fixtures/plain-forward-setup.js";
import { startSftpGateway } from "../../support/gateways/sftp-gateway.js";
import { startScriptedFtpServer } from "../../support/servers/scripted-ftp-server.js";
import { waitFor } from "../../support/wait-for.js";

let setup: PlainForwardSetup;
let port: number;
beforeEach(async () => {
  setup = new PlainForwardSetup();
  port = await freePort("127.0.0.1");
});
afterEach(() => setup.leave());

const letWait = (seconds: number): void => {
  setup.settings = { ...DEFAULT_SETTINGS, closeSeconds: 0, whileDown: { do: "wait", seconds } };
};

/** A tunnel to a plain target, to FTP by the relay, or to files by the bridge; its link goes down when told to. */
async function tunnelWith(kind: "forward" | "relay" | "bridge") {
  const gateway = kind === "bridge" ? await startSftpGateway() : await setup.gateway();
  if (kind === "bridge") setup.atEnd(() => gateway.close());
  const server = kind === "relay" ? await startScriptedFtpServer() : undefined;
  if (server !== undefined) setup.atEnd(() => server.close());
  const target = server ?? (await setup.target(echoAfterEnd));
  const tunnel = setup.carrying(
    gateway,
    kind === "forward"
      ? { forwards: [{ kind: "local", name: "plain", listen: { port }, target }] }
      : {
          ftp:
            kind === "relay"
              ? { mode: "relay", target: { host: target.host, port: target.port }, listen: { port } }
              : { mode: "bridge", listen: { port } },
        },
  );
  tunnel.open();
  await tunnel.until("open");
  return {
    ...tunnel,
    async lose() {
      gateway.dropAll();
      await tunnel.until("waiting");
    },
    async endGateway() {
      await gateway.close();
      await tunnel.until("waiting");
    },
    /** The next attempt comes at its time, which is a second at most. */
    async comeBack() {
      setup.clock.advance(1_000);
      await tunnel.until("open");
    },
    untilSomebodyWaits: () =>
      waitFor("a client that waits", () => (tunnel.row().connections.open === 1 ? true : undefined)),
  };
}

describe("while the link is down, a client is refused immediately", () => {
  it("by a forward with a break", async () => {
    const tunnel = await tunnelWith("forward");
    await tunnel.lose();
    expect(await converse(port, "ahoy")).toEqual({ heard: "", broken: true });
    expect(tunnel.row()).toMatchObject({ state: { kind: "listening" }, trouble: { code: "ssh.lost" } });
    await tunnel.comeBack();
    expect((await converse(port, "ahoy")).heard).toBe("you said ahoy");
    expect(tunnel.row().trouble).toBeUndefined();
  });

  it.each(["relay", "bridge"] as const)("by a %s with a reply that says why", async (kind) => {
    const tunnel = await tunnelWith(kind);
    await tunnel.lose();
    const ftp = await RawFtp.connect(port, { greeted: false });
    expect(await ftp.hear()).toMatch(/^421 The SSH link to .* was lost/);
    ftp.close();
    await tunnel.comeBack();
    const next = await RawFtp.connect(port, { greeted: false });
    expect(await next.hear()).toMatch(/^220 /);
    next.close();
  });
});

describe("while the link is down and clients may wait, one", () => {
  it("of a forward is carried when the link is back", async () => {
    letWait(30);
    const tunnel = await tunnelWith("forward");
    await tunnel.lose();
    const talking = converse(port, "ahoy");
    await tunnel.untilSomebodyWaits();
    await tunnel.comeBack();
    expect(await talking).toEqual({ heard: "you said ahoy", broken: false });
  });

  it.each(["relay", "bridge"] as const)("of a %s is greeted when the link is back", async (kind) => {
    letWait(30);
    const tunnel = await tunnelWith(kind);
    await tunnel.lose();
    const ftp = await RawFtp.connect(port, { greeted: false });
    await tunnel.untilSomebodyWaits();
    await tunnel.comeBack();
    expect(await ftp.hear()).toMatch(/^220 /);
    ftp.close();
  });

  it.each(["relay", "bridge"] as const)("of a %s is refused when the time is over", async (kind) => {
    letWait(2);
    const tunnel = await tunnelWith(kind);
    await tunnel.endGateway();
    const ftp = await RawFtp.connect(port, { greeted: false });
    await tunnel.untilSomebodyWaits();
    setup.clock.advance(2_000);
    expect(await ftp.hear()).toMatch(/^421 /);
  });

  it("that has gone is forgotten, and closing lets nobody wait", async () => {
    letWait(600);
    const tunnel = await tunnelWith("relay");
    await tunnel.lose();
    const ftp = await RawFtp.connect(port, { greeted: false });
    await tunnel.untilSomebodyWaits();
    await tunnel.close();
    expect(await ftp.hear()).toBe("");
    expect(tunnel.row().connections.open).toBe(0);
    setup.clock.advance(60_000); // what told of bytes comes to its end
    expect(setup.clock.pending).toBe(0);
  });
});

it("a link that is lost amid a transfer of a range breaks its data connection, so that half a file never looks whole", async () => {
  const passive = await freePort("127.0.0.1");
  const server = await setup.target((socket) => {
    socket.write("half a file");
  });
  const gateway = await setup.gateway({ dial: () => server });
  const tunnel = setup.carrying(gateway, {
    ftp: { mode: "range", target: { host: "popeye", port: 21 }, listen: { port }, passive: String(passive) },
  });
  tunnel.open();
  await tunnel.until("open");
  const talking = converse(passive, "ahoy");
  await waitFor("the half", () => (tunnel.row(1).bytes.down === "half a file".length ? true : undefined));
  gateway.dropAll();
  expect(await talking).toEqual({ heard: "half a file", broken: true });
});
