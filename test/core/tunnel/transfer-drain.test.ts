import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { DEFAULT_SETTINGS } from "../../../src/shared/settings.js";
import { connectData, dataFrom, RawFtp } from "../../support/clients/raw-ftp.js";
import { freePort } from "../../support/fixtures/free-port.js";
import { PlainForwardSetup } from "../../support/fixtures/plain-forward-setup.js";
import { startSlowFtpServer, type SlowFtpServer } from "../../support/servers/slow-ftp-server.js";
import { waitFor } from "../../support/wait-for.js";

let setup: PlainForwardSetup;
let server: SlowFtpServer;
let port: number;
beforeEach(async () => {
  setup = new PlainForwardSetup();
  setup.settings = { ...DEFAULT_SETTINGS, closeSeconds: 10 };
  port = await freePort("127.0.0.1");
  server = await startSlowFtpServer();
  setup.atEnd(() => server.close());
});
afterEach(() => setup.leave());

/** A relay with one transfer under way. */
async function transferring(forwards: readonly object[] = []) {
  const tunnel = setup.carrying(await setup.gateway({ dial: (target) => target }), {
    forwards,
    ftp: { mode: "relay", target: { host: server.host, port: server.port }, listen: { port } },
  });
  tunnel.open();
  await tunnel.until("open");
  const ftp = await RawFtp.connect(port);
  const data = dataFrom(connectData((await ftp.passive()).port, "127.0.0.1"));
  expect(await ftp.say("RETR slow")).toMatch(/^150 /);
  await waitFor("bytes of the transfer", () => (tunnel.row().transfers?.[0]?.bytes === 5 ? true : undefined));
  return { tunnel, ftp, data };
}

/** Let so much time pass, look by look. */
async function pass(milliseconds: number): Promise<void> {
  for (let passed = 0; passed < milliseconds; passed += 100) {
    setup.clock.advance(100);
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
}

describe("a tunnel that closes with a transfer under way", () => {
  it("says so, waits for it, and closes when the client has it whole", async () => {
    const { tunnel, ftp, data } = await transferring();
    const until = setup.clock.now() + 10_000;
    const closing = tunnel.close();
    expect(tunnel.status().state).toEqual({ kind: "closing", waitsFor: { transfers: 1, until } });
    await pass(3_000);
    expect(tunnel.status().state.kind).toBe("closing");
    server.release();
    expect(await ftp.hear()).toBe("226 Done.\r\n");
    expect(await data).toBe("half and half");
    expect(await ftp.hear()).toMatch(/^421 /);
    await pass(700);
    await closing;
    expect(tunnel.status().state.kind).toBe("closed");
    setup.clock.advance(60_000); // what told of bytes comes to its end
    expect(setup.clock.pending).toBe(0);
  });

  it("lets nobody in by a forward, though others of them are switched meanwhile", async () => {
    const target = { host: server.host, port: server.port };
    const forwards = [
      { kind: "local", name: "Mail", listen: { port: await freePort() }, target },
      { kind: "local", name: "News", listen: { port: await freePort() }, target },
    ] as const;
    const { tunnel } = await transferring(forwards);
    const closing = tunnel.close();
    tunnel.change({ ...forwards[0], enabled: false }, forwards[1]);
    await pass(500);
    expect(tunnel.rows().map(({ name, state }) => `${name} ${state.kind}`)).toEqual([
      "control idle",
      "Mail idle",
      "News idle",
    ]);
    expect(tunnel.status().state.kind).toBe("closing");
    await pass(10_000);
    await closing;
  });

  it("takes no new client and begins no new transfer meanwhile", async () => {
    const { tunnel, ftp } = await transferring();
    const idle = await RawFtp.connect(port);
    const closing = tunnel.close();
    expect(await idle.hear()).toMatch(/^421 /); // who moves nothing is let go at once
    await expect(RawFtp.connect(port)).rejects.toThrow("ECONNREFUSED");
    ftp.send("PASV\r\n");
    server.release();
    expect(await ftp.hear()).toBe("226 Done.\r\n");
    expect(await ftp.hear()).toMatch(/^421 /);
    await pass(700);
    await closing;
  });

  it("waits no longer than is set, and the client sees the break", async () => {
    const { tunnel, ftp, data } = await transferring();
    const closing = tunnel.close();
    await pass(9_900);
    expect(tunnel.status().state.kind).toBe("closing");
    await pass(200);
    await closing;
    expect(await data).toBe("half ");
    expect(await ftp.closed).toBe(true);
  });

  it("waits no longer once it is asked again", async () => {
    const { tunnel, data } = await transferring();
    void tunnel.close();
    await tunnel.close();
    expect(tunnel.status().state.kind).toBe("closed");
    expect(await data).toBe("half ");
  });

  it("waits no longer once the link is lost", async () => {
    const { tunnel, data } = await transferring();
    const closing = tunnel.close();
    setup.dropLinks();
    expect(await data).toBe("half ");
    await pass(700);
    await closing;
    expect(tunnel.status().state.kind).toBe("closed");
  });
});
