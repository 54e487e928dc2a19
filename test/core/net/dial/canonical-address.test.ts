import { expect, it } from "vitest";
import { canonicalAddress } from "../../../../src/core/net/dial/canonical-address.js";
import { hostName, matchesNames } from "../../../../src/core/ssh/host-key/known-hosts-names.js";

it.each([
  ["127.1", "127.0.0.1"],
  ["0x7f.0.0.1", "127.0.0.1"],
  ["2130706433", "127.0.0.1"],
  ["010.0.0.1", "8.0.0.1"],
  ["0:0:0:0:0:0:0:1", "::1"],
  ["2001:db8:0:0:0:0:0:9", "2001:db8::9"],
  ["::ffff:192.0.2.1", "::ffff:192.0.2.1"],
  ["fe80:0:0:0:0:0:0:1%eth0", "fe80::1%eth0"],
  ["256.1", "256.1"],
  ["www.spinach.com", "www.spinach.com"],
  ["10.example", "10.example"],
])("the address %s is %s in its canonical form", (host, canonical) => {
  expect(canonicalAddress(host)).toBe(canonical);
});

it.each([
  ["[::1]:2222", "0:0:0:0:0:0:0:1", 2222, true],
  ["::1", "0:0:0:0:0:0:0:1", 22, true],
  ["[127.0.0.1]:2222", "127.1", 2222, true],
  ["gw,127.0.0.1", "127.1", 22, true],
  ["127.0.0.*,!127.0.0.1", "127.1", 22, false],
  ["127.*,!127.1", "127.0.0.1", 22, false],
  ["0:0:0:0:0:0:0:1", "::1", 22, true],
  ["[0:0:0:0:0:0:0:1]:2222", "::1", 2222, true],
  ["FE80::1%eth0", "fe80:0::1%eth0", 22, true],
  ["127.0.0.2", "127.1", 22, false],
] as const)("a line for %s names %s, port %i: %s", (names, host, port, expected) => {
  expect(matchesNames(names, hostName(host, port))).toBe(expected);
});
