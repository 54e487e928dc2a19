import { describe, expect, it } from "vitest";
import { parseNetwork } from "../../../src/shared/profile/cidr-network.js";

describe("an address or a network", () => {
  it.each([
    ["192.168.7.20", { family: "ipv4", address: "192.168.7.20", prefix: 32 }],
    [" 192.168.7.0/24 ", { family: "ipv4", address: "192.168.7.0", prefix: 24 }],
    ["0.0.0.0/0", { family: "ipv4", address: "0.0.0.0", prefix: 0 }],
    ["fd00::/8", { family: "ipv6", address: "fd00::", prefix: 8 }],
    ["::1", { family: "ipv6", address: "::1", prefix: 128 }],
    ["1:2:3:4:5:6:7:8", { family: "ipv6", address: "1:2:3:4:5:6:7:8", prefix: 128 }],
    ["64:ff9b::192.0.2.33/96", { family: "ipv6", address: "64:ff9b::192.0.2.33", prefix: 96 }],
    ["::ffff:192.168.7.20", { family: "ipv4", address: "192.168.7.20", prefix: 32 }],
    ["::FFFF:192.168.7.0/120", { family: "ipv4", address: "192.168.7.0", prefix: 24 }],
  ])("is read as people write it: %s", (text, network) => {
    expect(parseNetwork(text)).toEqual(network);
  });

  it.each([
    "",
    "any",
    "scanner",
    "192.168.7",
    "192.168.7.256",
    "192.168.07.1",
    "192.168.7.0/33",
    "192.168.7.0/-1",
    "192.168.7.0/024",
    "192.168.7.0/",
    "::ffff:192.168.7.0/95",
    "fd00::/129",
    "fd00:::1",
    "1::2::3",
    "1:2:3:4:5:6:7",
    "1:2:3:4:5:6:7:8:9",
    "1:2:3:4:5:6:7::8",
    "fe80::1%eth0",
    "192.168.7.1; reboot",
    "12345::",
  ])("is nothing else: %j", (text) => {
    expect(parseNetwork(text)).toBeUndefined();
  });
});
