import { describe, expect, it } from "vitest";
import { algorithmsFor, findMismatch } from "../../../../src/core/ssh/transport/algorithms.js";
import { readKexInit } from "../../../../src/core/ssh/transport/read-kexinit.js";

const WEAK = /sha1$|sha1-|-cbc$|^ssh-rsa$|^ssh-dss$|md5|arcfour|group1-/;
const all = (oldServer: boolean): readonly string[] => {
  const { kex, hostKey, cipher, mac } = algorithmsFor(oldServer);
  return [...kex, ...hostKey, ...cipher, ...mac];
};

/** What a server sends first: its line, then KEXINIT with ten lists (RFC 4253 section 7.1). */
function greeting(lists: readonly string[], { before = "", software = "OpenSSH_9.2" } = {}): Buffer {
  const names = lists.flatMap((list) => [Buffer.from([0, 0, list.length >> 8, list.length & 255]), Buffer.from(list)]);
  const payload = Buffer.concat([Buffer.from([20]), Buffer.alloc(16, 7), ...names, Buffer.alloc(5)]);
  const packet = Buffer.concat([Buffer.from([4]), payload, Buffer.alloc(4)]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(packet.length);
  return Buffer.concat([Buffer.from(`${before}SSH-2.0-${software}\r\n`), length, packet]);
}
const LISTS = [
  "curve25519-sha256,kex-strict-s-v00@openssh.com,ext-info-s",
  "ssh-ed25519,ssh-rsa",
  "aes128-ctr,aes256-cbc",
  "aes256-cbc,aes128-ctr,3des-cbc",
  "hmac-sha1",
  "hmac-sha1,hmac-sha2-256",
  "none",
  "none",
  "",
  "",
];

describe("what Culvert offers a server", () => {
  it("has no SHA-1, no CBC and no DSA, but for the switch for old servers, which puts them last", () => {
    expect(all(false).filter((name) => WEAK.test(name))).toEqual([]);
    const [modern, old] = [algorithmsFor(false), algorithmsFor(true)];
    for (const part of ["kex", "hostKey", "cipher", "mac"] as const) {
      expect(old[part].slice(0, modern[part].length)).toEqual(modern[part]);
      const added = old[part].slice(modern[part].length);
      expect(added).not.toEqual([]);
      expect(added.filter((name) => !WEAK.test(name))).toEqual([]);
    }
  });
});

describe("what a server offers", () => {
  it("is read from its first packet, without the signs that are no methods, both directions together", () => {
    const read = {
      kex: ["curve25519-sha256"],
      hostKey: ["ssh-ed25519", "ssh-rsa"],
      cipher: ["aes128-ctr", "aes256-cbc"],
      mac: ["hmac-sha1"],
    };
    expect(readKexInit(greeting(LISTS))).toEqual(read);
    expect(readKexInit(greeting(LISTS, { before: "Welcome to SSH-land.\r\nBe good.\r\n" }))).toEqual(read);
  });

  it("is nothing before it has come whole, wherever it is cut, and where it is another packet", () => {
    const whole = greeting(LISTS);
    for (let end = 0; end < whole.length; end++) expect(readKexInit(whole.subarray(0, end))).toBeUndefined();
    const other = Buffer.from(whole);
    other[whole.indexOf("\r\n") + 7] = 21;
    expect(readKexInit(other)).toBeUndefined();
    expect(readKexInit(Buffer.from("HTTP/1.1 400 Bad Request\r\n\r\n"))).toBeUndefined();
  });

  it("loses names that could steer a terminal, or are longer than any", () => {
    expect(
      readKexInit(greeting(["a\u001b[2J,good", `${"x".repeat(65)},fine`, "c", "c", "m", "m", "", "", "", ""])),
    ).toMatchObject({ kex: ["good"], hostKey: ["fine"] });
  });

  it.each([
    {
      said: "key exchange",
      change: { kex: ["diffie-hellman-group1-sha1"] },
      found: { part: "key exchange", offered: ["diffie-hellman-group1-sha1"] },
    },
    { said: "host key", change: { hostKey: ["ssh-dss"] }, found: { part: "host key", offered: ["ssh-dss"] } },
    {
      said: "cipher",
      change: { cipher: ["3des-cbc"], mac: ["hmac-md5"] },
      found: { part: "cipher", offered: ["3des-cbc"] },
    },
    {
      said: "MAC",
      change: { cipher: ["aes128-ctr"], mac: ["hmac-md5"] },
      found: { part: "MAC", offered: ["hmac-md5"] },
    },
    {
      said: "nothing, as this cipher needs no MAC",
      change: { cipher: ["aes256-gcm@openssh.com"], mac: ["hmac-md5"] },
      found: undefined,
    },
    { said: "nothing", change: {}, found: undefined },
  ])("fails to meet Culvert's in: $said", ({ change, found }) => {
    const offer = {
      kex: ["curve25519-sha256"],
      hostKey: ["ssh-ed25519"],
      cipher: ["aes128-ctr"],
      mac: ["hmac-sha2-256"],
    };
    expect(findMismatch(algorithmsFor(false), { ...offer, ...change })).toEqual(found);
  });
});
