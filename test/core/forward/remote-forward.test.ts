import { connect } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { freePort, freeRange } from "../../support/fixtures/free-port.js";
import { echoAfterEnd, PlainForwardSetup, converse } from "../../support/fixtures/plain-forward-setup.js";

let setup = new PlainForwardSetup();
afterEach(async () => {
  await setup.leave();
  setup = new PlainForwardSetup();
});

const remote = async (target: { host: string; port: number }, port?: number) => ({
  kind: "remote",
  name: "web",
  listen: { port: port ?? (await freePort()) },
  target,
});

describe("a remote forward", () => {
  it("brings the gateway's clients to a place of this computer, keeps half-close, and counts", async () => {
    const gateway = await setup.gateway();
    const target = await setup.target(echoAfterEnd);
    const forward = await remote(target);
    const tunnel = setup.tunnel(gateway, forward);
    tunnel.open();
    await tunnel.until("open");

    expect(await converse(forward.listen.port, "ahoy")).toEqual({ heard: "you said ahoy", broken: false });
    await expect
      .poll(() => tunnel.row())
      .toMatchObject({
        listen: `127.0.0.1:${forward.listen.port} on ${gateway.host}`,
        target: `127.0.0.1:${target.port}`,
        state: { kind: "listening" },
        connections: { open: 0, total: 1 },
        bytes: { up: 4, down: 13 },
      });
  });

  it("carries a large answer and a large upload whole", async () => {
    const size = 5_000_000;
    let received = 0;
    const target = await setup.target((socket) =>
      socket
        .on("data", (chunk) => {
          received += chunk.length;
        })
        .on("end", () => socket.end(Buffer.alloc(size, "a"))),
    );
    const forward = await remote(target);
    const tunnel = setup.tunnel(await setup.gateway(), forward);
    tunnel.open();
    await tunnel.until("open");

    expect((await converse(forward.listen.port, Buffer.alloc(size))).heard.length).toBe(size);
    expect(received).toBe(size);
  });

  it("is refused where the gateway does not listen, and the other forwards go on", async () => {
    const target = await setup.target(echoAfterEnd);
    const [taken, free] = [await remote(target, target.port), await remote(target)];
    const tunnel = setup.tunnel(await setup.gateway(), taken, free);
    tunnel.open();
    await tunnel.until("open");

    expect(tunnel.row(0).state).toMatchObject({
      kind: "refused",
      cause: { code: "forward.gateway-refused", host: "127.0.0.1", port: target.port },
    });
    expect(tunnel.row(1).state.kind).toBe("listening");
    expect((await converse(free.listen.port, "ahoy")).heard).toBe("you said ahoy");
  });

  it("refuses a connection whose target is out of reach, shows it on the row, and forgets it when one succeeds", async () => {
    const port = await freePort();
    const forward = await remote({ host: "127.0.0.1", port });
    const tunnel = setup.tunnel(await setup.gateway(), forward);
    tunnel.open();
    await tunnel.until("open");

    expect((await converse(forward.listen.port, "ahoy")).heard).toBe("");
    expect(tunnel.row()).toMatchObject({
      state: { kind: "listening" },
      trouble: { code: "forward.target-unreachable", target: `127.0.0.1:${port}`, cause: "refused" },
    });
    await expect.poll(() => tunnel.row().connections).toEqual({ open: 0, total: 1 });
    await setup.target(echoAfterEnd, port);
    expect((await converse(forward.listen.port, "ahoy")).heard).toBe("you said ahoy");
    expect(tunnel.row().trouble).toBeUndefined();
  });

  it("lets go of a target that still sends to a client that has ended and gone away", async () => {
    const target = await setup.target((socket) =>
      socket.resume().on("end", () => {
        const send = () => {
          while (socket.writable && socket.write(Buffer.alloc(64_000)));
        };
        socket.on("drain", send);
        send();
      }),
    );
    const forward = await remote(target);
    const tunnel = setup.tunnel(await setup.gateway(), forward);
    tunnel.open();
    await tunnel.until("open");

    const client = connect({ port: forward.listen.port, host: "127.0.0.1", allowHalfOpen: true }, () =>
      client.end("ahoy"),
    );
    await new Promise((resolve) =>
      client
        .on("error", () => undefined)
        .on("close", resolve)
        .once("data", () => client.resetAndDestroy()),
    );
    await expect.poll(() => tunnel.row().connections).toEqual({ open: 0, total: 1 });
  });

  it("claims nothing while the session is lost, breaks its connections, and is restored with the next", async () => {
    const gateway = await setup.gateway();
    let broken = false;
    const target = await setup.target((socket) =>
      socket
        .on("error", () => {
          broken = true;
        })
        .on("data", (said) => {
          if (said.toString() === "ahoy") socket.end("aye");
          else socket.write("half a file");
        }),
    );
    const forward = await remote(target);
    const tunnel = setup.tunnel(gateway, forward);
    tunnel.open();
    await tunnel.until("open");

    const client = connect({ port: forward.listen.port, host: "127.0.0.1" }).on("error", () => undefined);
    const transfer = new Promise((resolve) => client.on("close", resolve));
    client.resume().write("a file");
    await expect.poll(() => tunnel.row().bytes.down).toBe("half a file".length);
    gateway.dropAll();
    await tunnel.until("waiting");
    expect(tunnel.row().state).toEqual({ kind: "idle" });
    await transfer;
    await expect.poll(() => broken).toBe(true);
    await expect.poll(() => tunnel.row().connections.open).toBe(0);

    setup.clock.advance(1_000);
    await tunnel.until("open");
    expect(tunnel.row().state).toEqual({ kind: "listening" });
    expect((await converse(forward.listen.port, "ahoy")).heard).toBe("aye");
  });

  it("on port 0 shows the port that the gateway gave, and a new one when the link has come back", async () => {
    const gateway = await setup.gateway();
    const tunnel = setup.tunnel(gateway, await remote(await setup.target(echoAfterEnd), 0));
    const portGiven = () => Number(/^127\.0\.0\.1:(\d+) on /.exec(tunnel.row().listen)?.[1]);
    tunnel.open();
    await tunnel.until("open");
    expect((await converse(portGiven(), "ahoy")).heard).toBe("you said ahoy");

    gateway.dropAll();
    await tunnel.until("waiting");
    expect(portGiven()).toBe(0);
    setup.clock.advance(1_000);
    await tunnel.until("open");
    expect((await converse(portGiven(), "ahoy")).heard).toBe("you said ahoy");
  });

  it("carries a range of ports, the first to the first, each with a row of its own", async () => {
    const [first, second] = [
      await setup.target((socket) => socket.end("one")),
      await setup.target((socket) => socket.end("two")),
    ];
    const { text, first: listen } = await freeRange(2);
    const tunnel = setup.tunnel(await setup.gateway(), {
      kind: "remote",
      name: "web",
      listen: { port: text },
      target: { host: "127.0.0.1", port: `${first.port},${second.port}` },
    });
    tunnel.open();
    await tunnel.until("open");

    expect(tunnel.rows().map(({ name, target }) => [name, target])).toEqual([
      [`web ${listen}`, `127.0.0.1:${first.port}`],
      [`web ${listen + 1}`, `127.0.0.1:${second.port}`],
    ]);
    expect([(await converse(listen, "")).heard, (await converse(listen + 1, "")).heard]).toEqual(["one", "two"]);
  });

  it("listens on a Unix socket at the gateway, leads to one here, and lets go of it when it is switched off", async () => {
    const [listen, target] = [{ socket: setup.socketPath() }, await setup.socketTarget(echoAfterEnd)];
    const forward = { kind: "remote", name: "database", listen, target };
    const gateway = await setup.gateway();
    const tunnel = setup.tunnel(gateway, forward);
    tunnel.open();
    await tunnel.until("open");

    expect(tunnel.row()).toMatchObject({ listen: `${listen.socket} on ${gateway.host}`, target: target.socket });
    expect(await converse(listen.socket, "ahoy")).toEqual({ heard: "you said ahoy", broken: false });
    tunnel.change({ ...forward, enabled: false });
    await expect.poll(() => tunnel.row().state.kind).toBe("idle");
    expect((await converse(listen.socket, "")).broken).toBe(true);
  });

  it("says why the gateway's socket or the one here cannot be had", async () => {
    const missing = setup.socketPath();
    const taken = await setup.socketTarget(echoAfterEnd);
    const port = await freePort();
    const tunnel = setup.tunnel(
      await setup.gateway(),
      { kind: "remote", name: "taken", listen: taken, target: { socket: missing } },
      { kind: "remote", name: "missing", listen: { port }, target: { socket: missing } },
    );
    tunnel.open();
    await tunnel.until("open");

    expect(tunnel.row(0).state).toMatchObject({
      kind: "refused",
      cause: { code: "forward.gateway-socket-refused", socket: taken.socket },
    });
    expect((await converse(port, "ahoy")).heard).toBe("");
    expect(tunnel.row(1).trouble).toEqual({ code: "forward.target-unreachable", target: missing, cause: "missing" });
  });

  it("leaves no port at the gateway and no connection when it is closed", async () => {
    const target = await setup.target((socket) => socket.write("half a file"));
    const forward = await remote(target);
    const gateway = await setup.gateway();
    const tunnel = setup.tunnel(gateway, forward);
    tunnel.open();
    await tunnel.until("open");
    const transfer = converse(forward.listen.port, "");
    await expect.poll(() => tunnel.row().bytes.down).toBe("half a file".length);

    await tunnel.close();
    expect(tunnel.row()).toMatchObject({ state: { kind: "idle" }, connections: { open: 0, total: 1 } });
    await transfer;
    expect((await converse(forward.listen.port, "")).broken).toBe(true);
  });
});
