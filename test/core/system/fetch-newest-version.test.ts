import { createServer, type RequestListener, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { feedAddress, fetchNewestVersion, isLaterVersion } from "../../../src/core/system/fetch-newest-version.js";

it.each([
  ["0.2.0", "0.1.0", true],
  ["0.10.0", "0.9.9", true],
  ["1.0.0", "0.99.99", true],
  ["0.1.1", "0.1.0", true],
  ["0.1.0", "0.1.0", false],
  ["0.1.0", "0.2.0", false],
  ["0.9.9", "1.0.0", false],
])("%s is later than %s: %s", (version, than, isLater) => {
  expect(isLaterVersion(version, than)).toBe(isLater);
});

it.each([
  ["https://culvert.example/version.json", "https://culvert.example/version.json"],
  ["http://127.0.0.1:8080/v", "http://127.0.0.1:8080/v"],
  ["http://[::1]:8080/v", "http://[::1]:8080/v"],
  ["http://culvert.example/version.json", undefined],
  ["http://127.0.0.1.culvert.example/", undefined],
  ["file:///etc/passwd", undefined],
  ["", undefined],
])("%s is asked at %s", (given, address) => {
  expect(feedAddress(given)?.href).toBe(address);
});

describe("the feed of the newest version", () => {
  let server: Server;
  afterEach(() => new Promise((resolve) => server.close(resolve).closeAllConnections()));

  async function feedOf(answer: RequestListener): Promise<URL> {
    server = createServer(answer);
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    return new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/version.json`);
  }

  it("is asked by one GET that tells nothing of the user", async () => {
    const asked: unknown[] = [];
    const feed = await feedOf(({ method, url, headers: { cookie, referer, authorization } }, response) => {
      asked.push({ method, url, cookie, referer, authorization });
      response.end(JSON.stringify({ version: "0.2.0", notes: "https://culvert.example/" }));
    });
    expect(await fetchNewestVersion(feed, fetch)).toBe("0.2.0");
    expect(asked).toEqual([{ method: "GET", url: "/version.json" }]);
  });

  it.each<[string, RequestListener]>([
    ["another status", (_, response) => response.writeHead(404).end('{"version":"0.2.0"}')],
    [
      "a redirect",
      ({ url }, response) =>
        url === "/other" ? response.end('{"version":"0.2.0"}') : response.writeHead(302, { location: "/other" }).end(),
    ],
    ["a web page", (_, response) => response.end("<html>")],
    ["a text as a version", (_, response) => response.end('{"version":"0.2.0 <b>now</b>"}')],
    ["more than is read", (_, response) => response.end(`{"version":"0.2.0","x":"${"x".repeat(1_000_000)}"}`)],
    ["nothing", ({ socket }) => socket.destroy()],
  ])("is not believed where it answers by %s", async (_, answer) => {
    await expect(fetchNewestVersion(await feedOf(answer), fetch)).rejects.toThrow();
  });
});
