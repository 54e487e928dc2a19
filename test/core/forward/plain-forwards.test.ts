import { connect } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { freePort, freeRange, mayListen } from "../../support/fixtures/free-port.js";
import { echoAfterEnd, PlainForwardSetup, converse } from "../../support/fixtures/plain-forward-setup.js";

let setup = new PlainForwardSetup();
afterEach(async () => {
  await setup.leave();
  setup = new PlainForwardSetup();
});

const local = async (target: { host: string; port: number }, more: object = {}) => ({
  kind: "local",
  name: "Mail",
  listen: { port: await freePort() },
  target,
  ...more,
});
const off = { enabled: false };

/** A client that stays, and whether it is still there. */
async function stayOn(port: number): Promise<{ readonly isThere: () => boolean }> {
  let isThere = true;
  const client = connect({ port, host: "127.0.0.1" })
    .on("error", () => undefined)
    .on("close", () => {
      isThere = false;
    });
  await new Promise((resolve) => client.once("data", resolve));
  return { isThere: () => isThere };
}

describe("the plain forwards of an open tunnel", () => {
  it("are switched one by one: the others and their connections go on", async () => {
    const target = await setup.target((socket) => socket.write("welcome"));
    const [mail, news] = [await local(target), await local(target, { name: "News" })];
    const tunnel = setup.tunnel(await setup.gateway(), mail, news);
    tunnel.open();
    await tunnel.until("open");
    const [reader, writer] = [await stayOn(mail.listen.port), await stayOn(news.listen.port)];

    tunnel.change({ ...mail, ...off }, news);
    await expect
      .poll(() => tunnel.row(0))
      .toMatchObject({
        name: "Mail",
        state: { kind: "idle" },
        plan: { place: 0, enabled: false },
        connections: { open: 0, total: 1 },
      });
    expect(await mayListen("127.0.0.1", mail.listen.port)).toBe(true);
    expect([reader.isThere(), writer.isThere()]).toEqual([false, true]);
    expect(tunnel.row(1)).toMatchObject({
      state: { kind: "listening" },
      plan: { place: 1, enabled: true },
      connections: { open: 1, total: 1 },
    });

    tunnel.change(mail, news);
    await expect.poll(() => tunnel.row(0).state.kind).toBe("listening");
    await stayOn(mail.listen.port);
    expect(tunnel.row(0).connections).toEqual({ open: 1, total: 2 });
    expect(writer.isThere()).toBe(true);
  });

  it("end as they were switched last, however quickly that was", async () => {
    const target = await setup.target(echoAfterEnd);
    const mail = await local(target);
    const tunnel = setup.tunnel(await setup.gateway(), mail);
    tunnel.open();
    await tunnel.until("open");

    for (const enabled of [false, true, false, true]) tunnel.change({ ...mail, enabled });
    await expect.poll(async () => (await converse(mail.listen.port, "ahoy")).heard).toBe("you said ahoy");
    expect(tunnel.row().state.kind).toBe("listening");
    for (const enabled of [false, true, false]) tunnel.change({ ...mail, enabled });
    await expect.poll(() => tunnel.row().state.kind).toBe("idle");
    await expect.poll(() => mayListen("127.0.0.1", mail.listen.port)).toBe(true);
  });

  it("are all switched off, and the tunnel is open all the same, so that they can be switched on", async () => {
    const mail = await local(await setup.target(echoAfterEnd), off);
    const tunnel = setup.tunnel(await setup.gateway(), mail);
    tunnel.open();
    await tunnel.until("open");
    expect(tunnel.row().state).toEqual({ kind: "idle" });

    tunnel.change({ ...mail, enabled: true });
    await expect.poll(() => tunnel.row().state.kind).toBe("listening");
    expect((await converse(mail.listen.port, "ahoy")).heard).toBe("you said ahoy");
  });

  it("follow a changed profile at once: one goes and lets go of its port, another comes and takes it", async () => {
    const [old, young] = [await setup.target(echoAfterEnd), await setup.target((socket) => socket.end("aye"))];
    const [mail, news] = [await local(old), await local(old, { name: "News" })];
    const tunnel = setup.tunnel(await setup.gateway(), mail, news);
    tunnel.open();
    await tunnel.until("open");

    tunnel.change(news, { ...mail, target: young });
    await expect.poll(async () => (await converse(mail.listen.port, "")).heard).toBe("aye");
    expect(tunnel.rows()).toMatchObject([
      { name: "News", plan: { place: 0 }, state: { kind: "listening" } },
      { name: "Mail", plan: { place: 1 }, state: { kind: "listening" }, target: `127.0.0.1:${young.port}` },
    ]);
    expect((await converse(news.listen.port, "ahoy")).heard).toBe("you said ahoy");
  });

  it("switched while the tunnel waits to try again are so when it is open again, a port at the gateway too", async () => {
    const gateway = await setup.gateway();
    const target = await setup.target(echoAfterEnd);
    const [mail, web] = [
      await local(target, off),
      { kind: "remote", name: "Web", listen: { port: await freePort() }, target, ...off },
    ];
    const tunnel = setup.tunnel(gateway, mail, web);
    tunnel.open();
    await tunnel.until("open");
    gateway.dropAll();
    await tunnel.until("waiting");

    tunnel.change({ ...mail, enabled: true }, { ...web, enabled: true });
    await expect.poll(() => tunnel.row(0).state.kind).toBe("listening");
    expect(tunnel.row(1).state.kind).toBe("idle");
    setup.clock.advance(1_000);
    await tunnel.until("open");
    expect(tunnel.rows().map(({ state }) => state.kind)).toEqual(["listening", "listening"]);
    expect((await converse(web.listen.port, "ahoy")).heard).toBe("you said ahoy");
  });
});

describe("a local forward", () => {
  it("leads to a Unix socket at the gateway, and says so where there is none", async () => {
    const [database, missing] = [await setup.socketTarget(echoAfterEnd), setup.socketPath()];
    const forwards = await Promise.all(
      [database, { socket: missing }].map(async (target) => ({
        kind: "local",
        name: "database",
        listen: { port: await freePort() },
        target,
      })),
    );
    const tunnel = setup.tunnel(await setup.gateway(), ...forwards);
    tunnel.open();
    await tunnel.until("open");

    expect(await converse(forwards[0]?.listen.port ?? 0, "ahoy")).toEqual({ heard: "you said ahoy", broken: false });
    expect(tunnel.row(0)).toMatchObject({ target: database.socket, bytes: { up: 4, down: 13 } });
    expect((await converse(forwards[1]?.listen.port ?? 0, "")).heard).toBe("");
    expect(tunnel.row(1).trouble).toMatchObject({ code: "channel.refused", target: missing });
  });

  it("carries a range of ports, one to one, which are switched together", async () => {
    const [first, second] = [
      await setup.target((socket) => socket.end("one")),
      await setup.target((socket) => socket.end("two")),
    ];
    const { text, first: listen } = await freeRange(2);
    const vnc = {
      kind: "local",
      name: "VNC",
      listen: { port: text },
      target: { host: "127.0.0.1", port: `${first.port},${second.port}` },
    };
    const tunnel = setup.tunnel(await setup.gateway(), vnc);
    tunnel.open();
    await tunnel.until("open");

    expect(tunnel.rows()).toMatchObject([
      { name: `VNC ${listen}`, listen: `127.0.0.1:${listen}`, plan: { place: 0 } },
      { name: `VNC ${listen + 1}`, plan: { place: 0 } },
    ]);
    expect([(await converse(listen, "")).heard, (await converse(listen + 1, "")).heard]).toEqual(["one", "two"]);
    tunnel.change({ ...vnc, enabled: false });
    await expect.poll(() => tunnel.rows().map(({ state }) => state.kind)).toEqual(["idle", "idle"]);
  });
});
