import { createServer, type AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import type { ProfileDraft } from "../../../../../src/shared/profile/profile-schema.js";
import { freePort } from "../../../../support/fixtures/free-port.js";
import { MemoryVault } from "../../../../support/fixtures/test-environment.js";
import { startGateway, type Gateway } from "../../../../support/gateways/gateway.js";
import { secretly, sessionTo } from "../../../../support/gateways/session-to.js";
import { startProxy, type ProxyOptions, type TestProxy } from "../../../../support/servers/proxy.js";

const KINDS = ["http", "socks5"] as const;
type Proxied = NonNullable<ProfileDraft["gateway"]["proxy"]>;

const cleanUps: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function gatewayOf(): Promise<Gateway> {
  const gateway = await startGateway({ methods: ["password"] });
  cleanUps.push(() => gateway.close());
  return gateway;
}
async function proxyOf(options: ProxyOptions): Promise<TestProxy> {
  const proxy = await startProxy(options);
  cleanUps.push(() => proxy.close());
  return proxy;
}
/** A profile's gateway, by a name that only the proxy knows. */
const behind = (gateway: Gateway, proxy: Proxied): ProfileDraft["gateway"] => ({
  host: "spinach.test",
  port: gateway.port,
  username: gateway.username,
  auth: [{ method: "password" }],
  proxy,
});
const known = (gateway: Gateway): string => `${gateway.hostKeyLine.replace("[127.0.0.1]", "[spinach.test]")}\n`;
const names = { "spinach.test": "127.0.0.1" };

describe.each(KINDS)("a proxy of the kind %s", (kind) => {
  it("leads to the gateway, whose name it resolves, and is asked for nothing else", async () => {
    const [gateway, proxy] = [await gatewayOf(), await proxyOf({ kind, names })];
    const { failure, asked } = await sessionTo(behind(gateway, { kind, host: proxy.host, port: proxy.port }), {
      knownHosts: known(gateway),
      answer: secretly("spinach"),
    });
    expect(failure).toBeUndefined();
    expect(proxy.asked()).toEqual([`spinach.test:${gateway.port}`]);
    expect(asked).toMatchObject([{ kind: "password", host: "spinach.test" }]);
  });

  it("leads to the first jump host alone", async () => {
    const [first, second, proxy] = [await gatewayOf(), await gatewayOf(), await proxyOf({ kind, names })];
    const gateway = {
      ...behind(second, { kind, host: proxy.host, port: proxy.port }),
      host: "127.0.0.1",
      via: [
        { host: "spinach.test", port: first.port, username: first.username, auth: [{ method: "password" as const }] },
      ],
    };
    const { failure } = await sessionTo(gateway, {
      knownHosts: `${known(first)}${second.hostKeyLine}\n`,
      answer: secretly("spinach"),
    });
    expect(failure).toBeUndefined();
    expect(proxy.asked()).toEqual([`spinach.test:${first.port}`]);
    expect(first.asked()).toEqual([`127.0.0.1:${second.port}`]);
  });

  it("that wants a login gets its own password, asked for again where it was wrong and kept where it was right", async () => {
    const [gateway, proxy] = [
      await gatewayOf(),
      await proxyOf({ kind, names, login: { username: "pop", password: "pipe" } }),
    ];
    const secrets = new MemoryVault();
    const given = ["wrong", "pipe"];
    const { failure, asked } = await sessionTo(
      behind(gateway, { kind, host: proxy.host, port: proxy.port, username: "pop" }),
      {
        knownHosts: known(gateway),
        secrets,
        answer: (question) =>
          question.kind === "password" && question.ofProxy
            ? secretly(given.shift() ?? "", true)(question)
            : secretly("spinach")(question),
      },
    );
    expect(failure).toBeUndefined();
    expect(asked).toMatchObject([
      { ofProxy: true, username: "pop", again: false },
      { ofProxy: true, again: true },
      { host: "spinach.test" },
    ]);
    expect([...secrets.kept.values()]).toEqual(["pipe"]);
  });

  it("that wants a login where the profile names nobody, or takes none of three passwords, says so", async () => {
    const [gateway, proxy] = [
      await gatewayOf(),
      await proxyOf({ kind, names, login: { username: "pop", password: "pipe" } }),
    ];
    const at = { kind, host: proxy.host, port: proxy.port };
    expect((await sessionTo(behind(gateway, at), { knownHosts: known(gateway) })).failure).toEqual({
      code: "proxy.login-refused",
      host: proxy.host,
      port: proxy.port,
    });
    const wrong = await sessionTo(behind(gateway, { ...at, username: "pop" }), {
      knownHosts: known(gateway),
      answer: secretly("spinach"),
    });
    expect(wrong.failure).toEqual({ code: "proxy.login-refused", host: proxy.host, port: proxy.port, username: "pop" });
    expect(wrong.asked).toHaveLength(3);
  });

  it("that reaches no gateway is told apart from one that is not there, and from one that is none", async () => {
    const gateway = await gatewayOf();
    const proxy = await proxyOf({ kind, names });
    const gone = await freePort();
    const failureOf = async (at: Proxied, port = gateway.port) =>
      (await sessionTo({ ...behind(gateway, at), port }, { knownHosts: known(gateway) })).failure;

    expect(await failureOf({ kind, host: proxy.host, port: proxy.port }, gone)).toMatchObject({
      code: "proxy.refused",
      target: `spinach.test:${gone}`,
      cause: "unreachable",
    });
    expect(await failureOf({ kind, host: "127.0.0.1", port: gone })).toEqual({
      code: "proxy.unreachable",
      host: "127.0.0.1",
      port: gone,
      cause: "refused",
    });
    const ftp = createServer((socket) => {
      socket
        .on("error", () => undefined)
        .resume()
        .end("220 ProFTPD ready\r\n");
    });
    await new Promise<void>((resolve) => ftp.listen(0, "127.0.0.1", resolve));
    cleanUps.push(() => new Promise((resolve) => ftp.close(resolve)));
    const { port } = ftp.address() as AddressInfo;
    expect(await failureOf({ kind, host: "127.0.0.1", port })).toMatchObject({ code: "proxy.not-a-proxy", port });
  });
});

describe("a proxy's refusal", () => {
  it.each([
    { kind: "http", refuse: "HTTP/1.1 403 Forbidden", cause: "forbidden" },
    { kind: "http", refuse: "HTTP/1.1 500 Oops", cause: "unreachable" },
    { kind: "http", refuse: "HTTP/1.0 418 I'm a teapot", cause: "other" },
    { kind: "socks5", refuse: 2, cause: "forbidden" },
    { kind: "socks5", refuse: 4, cause: "unreachable" },
    { kind: "socks5", refuse: 1, cause: "other" },
  ] as const)("$refuse by $kind reads as $cause", async ({ kind, refuse, cause }) => {
    const [gateway, proxy] = [await gatewayOf(), await proxyOf({ kind, refuse })];
    const { failure } = await sessionTo(behind(gateway, { kind, host: proxy.host, port: proxy.port }), {
      knownHosts: known(gateway),
    });
    expect(failure).toMatchObject({ code: "proxy.refused", cause, target: `spinach.test:${gateway.port}` });
  });
});
