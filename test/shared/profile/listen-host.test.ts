import { describe, expect, it } from "vitest";
import { dialHostFor, isWildcardHost, isLoopback } from "../../../src/shared/profile/listen-host.js";

describe("an address that is listened on", () => {
  it.each([
    ["127.0.0.1", "127.0.0.1"],
    ["localhost", "localhost"],
    ["192.168.1.5", "192.168.1.5"],
    ["fe80::1", "fe80::1"],
    ["0.0.0.0", "127.0.0.1"],
    ["*", "127.0.0.1"],
    ["", "127.0.0.1"],
    ["::", "::1"],
    ["0:0:0:0:0:0:0:0", "::1"],
  ])("%s is dialled on this computer as %s", (listens, dialled) => expect(dialHostFor(listens)).toBe(dialled));

  it("is everywhere, or this computer's own, or neither", () => {
    const hosts = [
      "0.0.0.0",
      "::",
      "0",
      "127.0.0.1",
      "127.255.0.3",
      "::1",
      "LocalHost",
      "127.0.0.256",
      "127.0.0.01",
      "127.0.0.1.example",
      "10.0.0.5",
    ];
    expect(hosts.filter(isWildcardHost)).toEqual(["0.0.0.0", "::", "0"]);
    expect(hosts.filter(isLoopback)).toEqual(["127.0.0.1", "127.255.0.3", "::1", "LocalHost"]);
  });
});
