import { describe, expect, it } from "vitest";
import { asciiHost, resolveHost } from "../../../../src/core/net/dial/resolve-host.js";

describe("a host", () => {
  it.each([
    ["www.spinach.com", "www.spinach.com"],
    ["bücher.example", "xn--bcher-kva.example"],
    ["Bücher.Example.", "xn--bcher-kva.example."],
    ["例え.テスト", "xn--r8jz45g.xn--zckzah"],
    ["under_score", "under_score"],
    ["fe80::1%eth0", "fe80::1%eth0"],
    ["::1", "::1"],
    ["127.1", "127.1"],
  ])("%s is %s for a resolver", (host, ascii) => {
    expect(asciiHost(host)).toBe(ascii);
  });

  it.each([
    ["localhost.", "127.0.0.1"],
    ["127.1", "127.0.0.1"],
    ["fe80::1%lo", "fe80::1%lo"],
  ])("%s is found as %s", async (host, address) => {
    expect((await resolveHost(host)).map((found) => found.address)).toContain(address);
  });

  it("that is not there is told by the system's code", async () => {
    await expect(resolveHost("..")).rejects.toHaveProperty("code");
  });
});
