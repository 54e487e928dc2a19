import { connect } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { freePort } from "../../support/fixtures/free-port.js";
import { echoAfterEnd, PlainForwardSetup, converse } from "../../support/fixtures/plain-forward-setup.js";

let setup = new PlainForwardSetup();
afterEach(async () => {
  await setup.leave();
  setup = new PlainForwardSetup();
});

const dynamic = async () => ({ kind: "dynamic", name: "SOCKS", listen: { port: await freePort() } });
const byName = (name: string, port: number) =>
  Buffer.concat([Buffer.of(5, 1, 0, 3, name.length), Buffer.from(name), Buffer.of(port >> 8, port & 255)]);
const HELLO = Buffer.of(5, 1, 0);
const GRANTED = "\x05\0\x05\0\0\x01\0\0\0\0\0\0";

describe("a dynamic forward", () => {
  it("carries a client to the place that it names, which the gateway resolves, and counts", async () => {
    const target = await setup.target(echoAfterEnd);
    const gateway = await setup.gateway({ names: { popeye: target.host } });
    const forward = await dynamic();
    const tunnel = setup.tunnel(gateway, forward);
    tunnel.open();
    await tunnel.until("open");

    expect(await converse(forward.listen.port, HELLO, byName("popeye", target.port), "ahoy")).toEqual({
      heard: `${GRANTED}you said ahoy`,
      broken: false,
    });
    expect(gateway.asked()).toEqual([`popeye:${target.port}`]);
    await expect
      .poll(() => tunnel.row())
      .toMatchObject({
        listen: `127.0.0.1:${forward.listen.port}`,
        target: "anywhere, by SOCKS",
        state: { kind: "listening" },
        connections: { open: 0, total: 1 },
        bytes: { up: 4, down: 13 },
      });
  });

  it("takes a greeting byte by byte", async () => {
    const target = await setup.target((socket) => socket.end("ahoy"));
    const forward = await dynamic();
    const tunnel = setup.tunnel(await setup.gateway(), forward);
    tunnel.open();
    await tunnel.until("open");

    let heard = "";
    const client = connect({ port: forward.listen.port, host: "127.0.0.1", noDelay: true });
    const closed = new Promise((resolve) =>
      client
        .on("data", (chunk) => {
          heard += chunk.toString("latin1");
        })
        .on("close", resolve),
    );
    for (const byte of Buffer.concat([HELLO, byName(target.host, target.port)])) {
      client.write(Buffer.of(byte));
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
    await closed;
    expect(heard).toBe(`${GRANTED}ahoy`);
  });

  it("says the protocol's own refusal where the gateway refuses, and shows why on its row until one succeeds", async () => {
    const target = await setup.target(echoAfterEnd);
    let reachable = false;
    const forward = await dynamic();
    const tunnel = setup.tunnel(await setup.gateway({ dial: () => (reachable ? target : undefined) }), forward);
    tunnel.open();
    await tunnel.until("open");

    const { heard, broken } = await converse(forward.listen.port, HELLO, byName("popeye", 80));
    expect({ heard: [...Buffer.from(heard, "latin1")].slice(0, 3), broken }).toEqual({
      heard: [5, 0, 5],
      broken: false,
    });
    expect(heard.charCodeAt(3)).toBeGreaterThan(0);
    expect(tunnel.row().trouble).toMatchObject({ code: "channel.refused", target: "popeye:80" });
    expect(
      (await converse(forward.listen.port, Buffer.from("\x04\x01\0\x50\0\0\0\x01olive\0popeye\0", "latin1"))).heard,
    ).toBe("\0\x5b\0\0\0\0\0\0");
    reachable = true;
    expect((await converse(forward.listen.port, HELLO, byName("popeye", 80), "ahoy")).heard).toBe(
      `${GRANTED}you said ahoy`,
    );
    expect(tunnel.row().trouble).toBeUndefined();
  });

  it("refuses what is no CONNECT, and cuts off what is no SOCKS", async () => {
    const forward = await dynamic();
    const tunnel = setup.tunnel(await setup.gateway(), forward);
    tunnel.open();
    await tunnel.until("open");

    expect(await converse(forward.listen.port, HELLO, Buffer.of(5, 2, 0, 1, 127, 0, 0, 1, 0, 80))).toEqual({
      heard: "\x05\0\x05\x07\0\x01\0\0\0\0\0\0",
      broken: false,
    });
    expect((await converse(forward.listen.port, "GET / HTTP/1.1\r\n\r\n")).heard).toBe("");
    await expect.poll(() => tunnel.row().connections).toEqual({ open: 0, total: 2 });
  });

  it.each([
    ["a web browser", "USER / HTTP/1.1\r\nHost: x\r\n\r\n"],
    ["TLS", "\x16\x03\x01\x02\0\x01\0\x01\xfc\x03\x03"],
    ["SSH", "SSH-2.0-OpenSSH_10.0\r\n"],
    ["SMTP", "EHLO popeye\r\n"],
    ["SIP", "REGISTER sip:x SIP/2.0\r\n\r\n"],
    ["PROXY 1", "PROXY TCP4 127.0.0.1 127.0.0.1 1 2\r\n"],
    ["PROXY 2", "\r\n\r\n\0\r\nQUIT\n\x21\x11\0\x0c"],
    ["NULs without end", "\0".repeat(1_000_000)],
    ["a line without end", "x".repeat(1_000_000)],
    ["Telnet's commands without end", "\xff\xf4\xff\xf2".repeat(200_000)],
    ["SOCKS 5 with a login alone", "\x05\x01\x02"],
    ["SOCKS 5 and another version behind its greeting", "\x05\x01\0\x04\x01\0\x01\x7f\0\0\x01\0\x50"],
    ["SOCKS 5 that wants to listen", "\x05\x01\0\x05\x02\0\x01\x7f\0\0\x01\0\x50"],
    ["SOCKS 5 with an address of no kind", "\x05\x01\0\x05\x01\0\x09\x7f\0\0\x01\0\x50"],
    ["SOCKS 5 with a NUL in a name", "\x05\x01\0\x05\x01\0\x03\x03a\0b\0\x50"],
    ["SOCKS 5 with a line in a name", "\x05\x01\0\x05\x01\0\x03\x04a\r\nb\0\x50"],
    ["SOCKS 4 with a user name without end", `\x04\x01\0\x50\x7f\0\0\x01${"o".repeat(1_000_000)}`],
    ["SOCKS 4a with a name without end", `\x04\x01\0\x50\0\0\0\x01olive\0${"p".repeat(1_000_000)}`],
  ])("cuts off %s, and asks the gateway for nothing", async (_, sent) => {
    const gateway = await setup.gateway();
    const forward = await dynamic();
    const tunnel = setup.tunnel(gateway, forward);
    tunnel.open();
    await tunnel.until("open");
    await converse(forward.listen.port, Buffer.from(sent, "latin1"));
    await expect.poll(() => tunnel.row().connections).toEqual({ open: 0, total: 1 });
    expect(gateway.asked()).toEqual([]);
  });

  it("serves others beside hundreds that say half of what they want, and is rid of these after ten seconds", async () => {
    const target = await setup.target(echoAfterEnd);
    const gateway = await setup.gateway();
    const forward = await dynamic();
    const tunnel = setup.tunnel(gateway, forward);
    tunnel.open();
    await tunnel.until("open");
    const halves = Array.from({ length: 300 }, (__, index) => {
      const client = connect({ port: forward.listen.port, host: "127.0.0.1" }).on("error", () => undefined);
      client.write(index % 2 === 0 ? HELLO : HELLO.subarray(0, 1));
      return client.resume();
    });
    await expect.poll(() => tunnel.row().connections.open).toBe(300);
    expect((await converse(forward.listen.port, HELLO, byName(target.host, target.port), "ahoy")).heard).toBe(
      `${GRANTED}you said ahoy`,
    );
    for (const half of halves) half.write(HELLO.subarray(0, 1)); // a byte now and then buys no time
    setup.clock.advance(10_000);
    await expect.poll(() => tunnel.row().connections.open).toBe(0);
  });

  it("does not wait for a client that says nothing longer than ten seconds", async () => {
    const forward = await dynamic();
    const tunnel = setup.tunnel(await setup.gateway(), forward);
    tunnel.open();
    await tunnel.until("open");
    const client = connect({ port: forward.listen.port, host: "127.0.0.1" });
    const closed = new Promise((resolve) => client.on("error", () => undefined).on("close", resolve));
    client.write(HELLO);
    await expect.poll(() => tunnel.row().connections.open).toBe(1);

    setup.clock.advance(10_000);
    await closed;
    await expect.poll(() => tunnel.row().connections.open).toBe(0);
  });
});
