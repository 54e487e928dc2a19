import { createServer, type Socket } from "node:net";
import { describe, expect, it } from "vitest";
import { systemClock } from "../../../../src/core/system/system-clock.js";
import { admitAddress } from "../../../../src/core/net/admission/admit-client.js";
import { allowList } from "../../../../src/core/net/admission/allow-list.js";
import { DataListener } from "../../../../src/core/net/ftp/data-listener.js";
import { listenAddress } from "../../../../src/core/net/listen-address.js";
import { announcedHost } from "../../../../src/core/net/ftp/passive-options.js";
import { freeRange } from "../../../support/fixtures/free-port.js";

describe("the list of addresses that may connect", () => {
  it.each([
    [["192.168.7.0/24"], "192.168.7.20", true],
    [["192.168.7.9/24"], "192.168.7.20", true],
    [["192.168.7.0/24"], "192.168.8.20", false],
    [["192.168.7.20"], "192.168.7.21", false],
    [["192.168.7.0/24"], "::ffff:192.168.7.20", true],
    [["192.168.7.0/24"], "::ffff:c0a8:0714", true],
    [["192.168.7.0/24"], "::ffff:192.168.8.20", false],
    [["fd00::/8"], "fd12::7", true],
    [["fd00::/8"], "fe80::7%eth0", false],
    [["fe80::/10"], "fe80::7%eth0", true],
    [["fd00::/8"], "192.168.7.20", false],
    [["any"], "203.0.113.7", true],
    [["192.168.7.20"], "127.0.0.1", true],
    [["192.168.7.20"], "::1", true],
    [[], "192.168.7.20", false],
    [["scanner"], "192.168.7.20", false],
    [["192.168.7.0/24"], "", false],
  ])("%j asked about %s: %s", (entries, address, answer) => {
    expect(allowList(entries)(address)).toBe(answer);
  });

  it("judges before anybody asks whose program it is, and tells of each that may not", async () => {
    const refused: string[] = [];
    const admit = admitAddress(
      allowList(["192.168.7.0/24"]),
      () => Promise.resolve("admitted"),
      (address) => refused.push(address),
    );
    const from = (remoteAddress?: string) => ({ remoteAddress }) as unknown as Socket;
    expect(await admit(from("::ffff:192.168.7.20"))).toBe("admitted");
    expect(await admit(from("::ffff:192.168.8.20"))).toBe("refused");
    expect(await admit(from())).toBe("gone");
    expect(refused).toEqual(["192.168.8.20"]);
  });
});

describe("an interface's name", () => {
  const interfaces = {
    eth0: [
      { address: "fe80::7", family: "IPv6" as const },
      { address: "192.168.7.7", family: "IPv4" as const },
    ],
    wg0: [
      { address: "fe80::8", family: "IPv6" as const },
      { address: "fd00::8", family: "IPv6" as const },
    ],
  };
  it.each([
    ["eth0", "192.168.7.7"],
    ["wg0", "fd00::8"],
    ["eth1", "eth1"],
    ["toString", "toString"],
    ["0.0.0.0", "0.0.0.0"],
  ])("%s is listened on as %s", (host, address) => {
    expect(listenAddress(host, interfaces)).toBe(address);
  });
});

describe("the address that PASV names", () => {
  it.each([
    [undefined, "192.168.7.20", "192.168.7.7"],
    ["203.0.113.7", "198.51.100.9", "203.0.113.7"],
    ["203.0.113.7", "127.0.0.1", "192.168.7.7"],
    ["203.0.113.7", "192.168.7.7", "192.168.7.7"],
  ])("announced %s, to %s: %s", (announce, client, host) => {
    expect(announcedHost({ announce }, "192.168.7.7", client)).toBe(host);
  });
});

describe("the ports for data", () => {
  /** By chance the first port that is tried may be a free one each time: so often it is not. */
  const ROUNDS = 15;
  const openOneOf = (ports: readonly number[]): Promise<DataListener> =>
    DataListener.open({
      address: "127.0.0.1",
      peer: "127.0.0.1",
      ports,
      clock: systemClock,
      admit: () => Promise.resolve("admitted"),
      onConnection: (socket) => socket.destroy(),
    });
  const closeAll = async (listeners: readonly DataListener[]): Promise<void> => {
    for (const listener of listeners) listener.close();
    await Promise.all(listeners.map(({ closed }) => closed));
  };

  it("are taken from the range, each while it is free, and none besides", async () => {
    const range = await freeRange(3);
    const ports = [range.first, range.first + 1, range.first + 2];
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(range.first, "127.0.0.1", resolve));
    for (let round = 0; round < ROUNDS; round++) {
      const both = [await openOneOf(ports), await openOneOf(ports)];
      expect(both.map(({ port }) => port).sort()).toEqual(ports.slice(1));
      await expect(openOneOf(ports)).rejects.toMatchObject({
        failure: { code: "forward.cannot-listen", detail: "EADDRINUSE" },
      });
      await closeAll(both);
    }
    await new Promise((resolve) => other.close(resolve));
  });

  it("are chosen by chance, so that nobody who watches knows the next", async () => {
    const range = await freeRange(3);
    const chosen = new Set<number>();
    for (let round = 0; round < ROUNDS; round++) {
      const listener = await openOneOf([range.first, range.first + 1, range.first + 2]);
      chosen.add(listener.port);
      await closeAll([listener]);
    }
    expect(chosen.size).toBeGreaterThan(1);
  });
});
