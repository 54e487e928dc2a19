import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  extendedPassivePort,
  extendedPortEndpoint,
  isSameAddress,
  passivePort,
  portEndpoint,
  formatPassiveEndpoint,
} from "../../../src/core/ftp/passive-endpoint.js";
import { repliesIn } from "../../support/clients/replies-in.js";

const replyOf = (raw: string) => {
  const [reply] = repliesIn(`${raw}\r\n`);
  if (reply === undefined) throw new Error(`no reply: ${raw}`);
  return reply;
};

describe("passivePort", () => {
  it.each([
    { raw: "227 Entering Passive Mode (127,0,0,1,9,230).", port: 2534 },
    { raw: "227 Entering Passive Mode (127,0,0,1,9,230)", port: 2534 },
    { raw: "227 Entering Passive Mode 127,0,0,1,9,230", port: 2534 },
    { raw: "227 =127,0,0,1,9,230", port: 2534 },
    { raw: "227 Entering Passive Mode (0,0,0,0,255,255)", port: 65_535 },
    { raw: "227 Entering Passive Mode (127, 0, 0, 1, 9, 230)", port: 2534 },
    { raw: "227 Entering Passive Mode ( 127 ,0,0,1,\t9,230 )", port: 2534 },
    { raw: "227 Passive 127, 0, 0, 1, 9, 230.", port: 2534 },
    { raw: "227 Entering Passive Mode (127,0,0,1,9,230 ,7)", port: 2534 },
    { raw: "227 Entering Passive Mode (127,0,0,1,9,230,0,0)", port: 2534 },
    { raw: "227 Entering Passive Mode,127,0,0,1,9,230", port: 2534 },
    { raw: "227 Passive Mode 2 127,0,0,1,9,230", port: 2534 },
    { raw: "227 Entering Passive Mode (0127,0000,0000,0001,0009,0230)", port: 2534 },
    { raw: "227-Hello\r\n227 (127,0,0,1,4,0)", port: 1024 },
    { raw: "227 Entering Passive Mode (127,0,0,1,0,22)", port: undefined },
    { raw: "227 Entering Passive Mode (127,0,0,1,3,255)", port: undefined },
    { raw: "227 Entering Passive Mode (127,0,0,1,256,1)", port: undefined },
    { raw: "227 Entering Passive Mode (300,0,0,1,9,230)", port: undefined },
    { raw: "227 Entering Passive Mode (127,0,0,1,9)", port: undefined },
    { raw: "227 Entering Passive Mode (127,0,0,1,9,230,7)", port: 2534 },
    { raw: "227 Entering Passive Mode", port: undefined },
    { raw: "229 Entering Passive Mode (127,0,0,1,9,230)", port: undefined },
  ])("reads $port in $raw", ({ raw, port }) => {
    expect(passivePort(replyOf(raw))).toBe(port);
  });

  it("reads back every endpoint that is said", () => {
    fc.assert(
      fc.property(fc.ipV4(), fc.integer({ min: 1024, max: 65_535 }), (host, port) => {
        const said = formatPassiveEndpoint({ host, port });
        expect(passivePort(replyOf(`227 Entering Passive Mode (${said}).`))).toBe(port);
        expect(portEndpoint(said)).toEqual({ host, port });
      }),
    );
  });
});

describe("extendedPassivePort", () => {
  it.each([
    { raw: "229 Entering Extended Passive Mode (|||6446|)", port: 6446 },
    { raw: "229 Entering Extended Passive Mode (!!!6446!)", port: 6446 },
    { raw: "229 Entering Extended Passive Mode ( |||6446| )", port: 6446 },
    { raw: "229 (1|2) (|||6446|)", port: 6446 },
    { raw: "229 Entering Extended Passive Mode (|||22|)", port: undefined },
    { raw: "229 Entering Extended Passive Mode (|||65536|)", port: undefined },
    { raw: "229 Entering Extended Passive Mode (||6446|)", port: undefined },
    { raw: "229 Entering Extended Passive Mode (|1|10.0.0.5|6446|)", port: 6446 },
    { raw: "229 Entering Extended Passive Mode (|2|::1|6446|)", port: 6446 },
    { raw: "229 Entering Extended Passive Mode (|||6446|", port: 6446 },
    { raw: "229 Entering Extended Passive Mode |||6446|", port: 6446 },
    { raw: "229 Entering Extended Passive Mode |||6446", port: 6446 },
    { raw: "229 === Here === (|||6446|)", port: 6446 },
    { raw: "229 Entering Extended Passive Mode |||64460000|", port: undefined },
    { raw: "229 Entering Extended Passive Mode 6446", port: undefined },
    { raw: "227 Entering Extended Passive Mode (|||6446|)", port: undefined },
  ])("reads $port in $raw", ({ raw, port }) => {
    expect(extendedPassivePort(replyOf(raw))).toBe(port);
  });
});

describe("portEndpoint", () => {
  it.each([
    { argument: "127,0,0,1,9,230", endpoint: { host: "127.0.0.1", port: 2534 } },
    { argument: " 127,0,0,001,9,230 ", endpoint: { host: "127.0.0.1", port: 2534 } },
    { argument: "127, 0, 0, 1, 9, 230", endpoint: { host: "127.0.0.1", port: 2534 } },
    { argument: "127 ,0,0,1 ,9,230", endpoint: { host: "127.0.0.1", port: 2534 } },
    { argument: "127,0,0,1,9,230.", endpoint: { host: "127.0.0.1", port: 2534 } },
    { argument: "127,0,0,1,9,230)", endpoint: { host: "127.0.0.1", port: 2534 } },
    { argument: "127,0,0,1,9,", endpoint: undefined },
    { argument: "127,0,0,1,9,256", endpoint: undefined },
    { argument: "127,0,0,-1,9,230", endpoint: undefined },
    { argument: "127.0.0.1,9,230", endpoint: undefined },
    { argument: "127,0,0,1,0,21", endpoint: undefined },
    { argument: "127,0,0,1,9", endpoint: undefined },
    { argument: "127,0,0,1,9,230,1", endpoint: undefined },
    { argument: "(127,0,0,1,9,230)", endpoint: undefined },
    { argument: "", endpoint: undefined },
  ])("reads $endpoint in PORT $argument", ({ argument, endpoint }) => {
    expect(portEndpoint(argument)).toEqual(endpoint);
  });
});

describe("extendedPortEndpoint", () => {
  it.each([
    { argument: "|1|127.0.0.1|2534|", endpoint: { host: "127.0.0.1", port: 2534 } },
    { argument: "!2!::1!2534!", endpoint: { host: "::1", port: 2534 } },
    { argument: "|1|127.0.0.1|2534", endpoint: { host: "127.0.0.1", port: 2534 } },
    { argument: " | 1 | 127.0.0.1 | 2534 | ", endpoint: { host: "127.0.0.1", port: 2534 } },
    { argument: "|1|127.000.000.001|02534|", endpoint: { host: "127.0.0.1", port: 2534 } },
    { argument: "|1|127.0.0.1|2534.", endpoint: { host: "127.0.0.1", port: 2534 } },
    { argument: "|2|::1|2534", endpoint: { host: "::1", port: 2534 } },
    { argument: "|2|fe80::1%eth0|2534|", endpoint: { host: "fe80::1", port: 2534 } },
    { argument: "|2|127.0.0.1|2534|", endpoint: undefined },
    { argument: "|1|::1|2534|", endpoint: undefined },
    { argument: "|1|127.0.0|2534|", endpoint: undefined },
    { argument: "|3|127.0.0.1|2534|", endpoint: undefined },
    { argument: "|1|127.0.0.1|80|", endpoint: undefined },
    { argument: "|1|127.0.0.1|", endpoint: undefined },
    { argument: "|1|127.0.0.1||", endpoint: undefined },
    { argument: "|1|127.0.0.1|2534||", endpoint: undefined },
    { argument: "1|127.0.0.1|2534|", endpoint: undefined },
    { argument: "|1|popeye|2534|", endpoint: undefined },
    { argument: "", endpoint: undefined },
  ])("reads $endpoint in EPRT $argument", ({ argument, endpoint }) => {
    expect(extendedPortEndpoint(argument)).toEqual(endpoint);
  });
});

describe("isSameAddress", () => {
  it.each([
    ["127.0.0.1", "127.0.0.1", true],
    ["127.0.0.1", "127.0.0.2", false],
    ["::1", "0:0:0:0:0:0:0:1", true],
    ["FE80::a", "fe80::A", true],
    ["::1", "::2", false],
    ["127.0.0.1", "::ffff:127.0.0.1", false],
    ["localhost", "localhost", false],
  ])("compares %s and %s: %s", (one, other, same) => {
    expect(isSameAddress(one, other)).toBe(same);
  });
});
