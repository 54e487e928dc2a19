import { describe, expect, it } from "vitest";
import { parsePort, parseServices } from "../../../../src/core/import/candidates/service-ports.js";
import { isOtherService } from "../../../../src/shared/profile/well-known-ports.js";

const none = () => new Map<string, number>();

describe("a port that is written", () => {
  it.each([
    ["21", 21],
    ["0", 0],
    ["65535", 65_535],
    ["65536", undefined],
    ["ftp", 21],
    ["ftps", 990],
    ["https", 443],
    ["postgresql", 5432],
    ["constructor", undefined],
    ["FTP", undefined],
    ["", undefined],
    ["-1", undefined],
    ["21x", undefined],
    ["no-such-service", undefined],
  ])("as %s is %s, also where the system has no file of services", (text, port) => {
    expect(parsePort(text, none)).toBe(port);
  });

  it("as a name is what the system's own file says before what is well known", () => {
    expect(parsePort("http", () => new Map([["http", 8080]]))).toBe(8080);
    expect(parsePort("my-app", () => new Map([["my-app", 4711]]))).toBe(4711);
  });
});

describe("a file of services", () => {
  it("gives its TCP services and their other names; the first of a name counts", () => {
    const text =
      "# comment\nhttp\t80/tcp\twww # WorldWideWeb\r\nsyslog 514/udp\nshell 514/tcp cmd syslog\nhttp 81/tcp\nbroken\nodd x/tcp\n";
    expect([...parseServices(text)]).toEqual([
      ["http", 80],
      ["www", 80],
      ["shell", 514],
      ["cmd", 514],
      ["syslog", 514],
    ]);
  });
});

it("A port of databases and web servers is another service than FTP; 21, 990, 2121 and passive ports are none", () => {
  expect([443, 1521, 3306, 5432, 6379, 8080, 27_017].every(isOtherService)).toBe(true);
  expect([21, 990, 2121, 2534, 50_000].some(isOtherService)).toBe(false);
});
