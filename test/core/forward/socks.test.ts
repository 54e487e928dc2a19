import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { grantedReply, parseRequest, refusedReply } from "../../../src/core/forward/socks.js";
import type { Failure } from "../../../src/shared/status/failure.js";

const named = (name: string) => Buffer.concat([Buffer.of(Buffer.byteLength(name)), Buffer.from(name)]);
const hex = (text: string) => Buffer.from(text.replaceAll(" ", ""), "hex");
const hello = hex("05 01 00");
const PORT_80 = hex("00 50");
const five = (...parts: Buffer[]) => Buffer.concat([hello, hex("05 01 00"), ...parts]);
const four = (address: string, ...texts: string[]) =>
  Buffer.concat([hex("04 01 00 50"), hex(address), ...texts.map((text) => Buffer.from(`${text}\0`))]);

const connects = [
  { title: "SOCKS 5 to an IPv4 address", bytes: five(hex("01 7f 00 00 02"), PORT_80), version: 5, host: "127.0.0.2" },
  {
    title: "SOCKS 5 to an IPv6 address",
    bytes: five(hex("04 2001 0db8 0000 0000 0000 0000 0000 0001"), PORT_80),
    version: 5,
    host: "2001:db8::1",
  },
  { title: "SOCKS 5 to a name", bytes: five(hex("03"), named("popeye"), PORT_80), version: 5, host: "popeye" },
  {
    title: "SOCKS 5 to the longest name",
    bytes: five(hex("03"), named("p".repeat(255)), PORT_80),
    version: 5,
    host: "p".repeat(255),
  },
  {
    title: "SOCKS 5 that offers a login too",
    bytes: Buffer.concat([hex("05 03 02 01 00 05 01 00 03"), named("popeye"), PORT_80]),
    version: 5,
    host: "popeye",
  },
  { title: "SOCKS 4", bytes: four("7f 00 00 02", "olive"), version: 4, host: "127.0.0.2" },
  { title: "SOCKS 4 without a user's name", bytes: four("7f 00 00 02", ""), version: 4, host: "127.0.0.2" },
  { title: "SOCKS 4 to 0.0.0.0, which names nothing", bytes: four("00 00 00 00", ""), version: 4, host: "0.0.0.0" },
  { title: "SOCKS 4a", bytes: four("00 00 00 01", "olive", "popeye"), version: 4, host: "popeye" },
];

const refusals = [
  { title: "SOCKS 5 with a login only", bytes: hex("05 01 02"), reply: "05 ff" },
  { title: "SOCKS 5 that offers nothing", bytes: hex("05 00"), reply: "05 ff" },
  {
    title: "BIND",
    bytes: Buffer.concat([hello, hex("05 02 00 01 7f 00 00 02 00 50")]),
    reply: "05 00 05 07 00 01 00 00 00 00 00 00",
  },
  {
    title: "UDP ASSOCIATE",
    bytes: Buffer.concat([hello, hex("05 03 00 01 7f 00 00 02 00 50")]),
    reply: "05 00 05 07 00 01 00 00 00 00 00 00",
  },
  {
    title: "an address of an unknown kind",
    bytes: five(hex("02 7f 00 00 02"), PORT_80),
    reply: "05 00 05 08 00 01 00 00 00 00 00 00",
  },
  { title: "an empty name", bytes: five(hex("03 00"), PORT_80), reply: "05 00 05 01 00 01 00 00 00 00 00 00" },
  {
    title: "a name with a zero in it",
    bytes: five(hex("03"), named("pop\0eye"), PORT_80),
    reply: "05 00 05 01 00 01 00 00 00 00 00 00",
  },
  {
    title: "a request of another version",
    bytes: Buffer.concat([hello, hex("04 01 00 01 7f 00 00 02 00 50")]),
    reply: "05 00 05 01 00 01 00 00 00 00 00 00",
  },
  { title: "BIND in SOCKS 4", bytes: hex("04 02 00 50 7f 00 00 02 00"), reply: "00 5b 00 00 00 00 00 00" },
  {
    title: "a user's name without an end in SOCKS 4",
    bytes: Buffer.concat([hex("04 01 00 50 7f 00 00 02"), Buffer.alloc(300, "o")]),
    reply: "00 5b 00 00 00 00 00 00",
  },
  {
    title: "a name without an end in SOCKS 4a",
    bytes: Buffer.concat([four("00 00 00 01", "olive"), Buffer.alloc(300, "p")]),
    reply: "00 5b 00 00 00 00 00 00",
  },
  { title: "an empty name in SOCKS 4a", bytes: four("00 00 00 01", "", ""), reply: "00 5b 00 00 00 00 00 00" },
  { title: "a web browser", bytes: Buffer.from("GET / HTTP/1.1\r\n\r\n"), reply: "" },
];

describe("hear", () => {
  it.each(connects)("reads $title", ({ bytes, version, host }) => {
    const heard = parseRequest(bytes);
    expect(heard.next).toEqual({ kind: "connect", version, target: { host, port: 80 }, length: bytes.length });
    expect(heard.reply).toEqual(version === 5 ? hex("05 00") : Buffer.alloc(0));
  });

  it.each(refusals)("refuses $title in the protocol's own words", ({ bytes, reply }) => {
    expect(parseRequest(bytes)).toEqual({ reply: hex(reply), next: { kind: "over" } });
  });

  it("says the same wherever the bytes are cut, and nothing that it has to take back", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...connects, ...refusals),
        fc.double({ min: 0, max: 1, noNaN: true }),
        ({ bytes }, part) => {
          const whole = parseRequest(bytes);
          const cut = parseRequest(bytes.subarray(0, Math.floor(bytes.length * part)));
          expect(whole.reply.subarray(0, cut.reply.length)).toEqual(cut.reply);
          if (cut.next.kind !== "more") expect(cut).toEqual(whole);
        },
      ),
    );
  });

  it("leaves what comes behind the request to the connection", () => {
    for (const { bytes } of connects)
      expect(parseRequest(Buffer.concat([bytes, Buffer.from("GET /")]))).toEqual(parseRequest(bytes));
  });

  it("comes to an end with whatever bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 40 }), fc.constantFrom(4, 5), (rest, version) => {
        const bytes = Buffer.concat([Buffer.of(version), rest, Buffer.alloc(600, 1)]);
        expect(parseRequest(bytes).next.kind).not.toBe("more");
      }),
    );
  });
});

describe("the answer to a request", () => {
  const channel = (cause: Extract<Failure, { code: "channel.refused" }>["cause"]): Failure => ({
    code: "channel.refused",
    target: "popeye:80",
    cause,
    detail: "",
  });

  it("grants in each version", () => {
    expect([grantedReply(5), grantedReply(4)]).toEqual([
      hex("05 00 00 01 00 00 00 00 00 00"),
      hex("00 5a 00 00 00 00 00 00"),
    ]);
  });

  it.each([
    { cause: channel("prohibited"), reply: 2 },
    { cause: channel("unreachable"), reply: 5 },
    { cause: channel("timed-out"), reply: 4 },
    { cause: channel("resources"), reply: 1 },
    { cause: { code: "ssh.lost", host: "g", port: 22, cause: "closed" } as const, reply: 1 },
  ])("says why a channel was refused: $cause.cause is $reply", ({ cause, reply }) => {
    expect(refusedReply(5, cause)[1]).toBe(reply);
    expect(refusedReply(4, cause)[1]).toBe(0x5b);
  });
});
