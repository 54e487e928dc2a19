import { createHash, randomBytes } from "node:crypto";
import { createRequire } from "node:module";
import type { Client } from "ssh2";
import { beforeAll, describe, expect, it } from "vitest";
import { deciphererHolds, captureSplitPackets } from "../../../../src/core/ssh/ssh2-internals/decipherer.js";
import { SplitPacketBuffers } from "../../../../src/core/ssh/tuning/split-packets.js";

interface Crypto {
  /** Poly1305 in WebAssembly is there. */
  readonly init: Promise<unknown>;
  readonly CIPHER_INFO: Record<string, { readonly keyLen: number; readonly ivLen: number }>;
  readonly MAC_INFO: Record<string, { readonly len: number }>;
  readonly createCipher: (config: object) => { allocPacket(payload: number): Buffer; encrypt(packet: Buffer): void };
  readonly createDecipher: (config: object) => { decrypt(data: Buffer, from: number, to: number): unknown };
}
const { init, CIPHER_INFO, MAC_INFO, createCipher, createDecipher } = createRequire(import.meta.url)(
  "ssh2/lib/protocol/crypto.js",
) as Crypto;

beforeAll(() => init);

const digest = (bytes: Buffer): string => createHash("sha256").update(bytes).digest("hex");

/** Both ends of ssh2's ciphering, with what an OpenSSH server would send: `seen` is told of each payload. */
function ends(cipher: string, mac: string | undefined, forceNative: boolean, seen: (payload: Buffer) => void) {
  const cipherInfo = CIPHER_INFO[cipher];
  const macInfo = mac === undefined ? undefined : MAC_INFO[mac];
  if (cipherInfo === undefined) throw new Error(`ssh2 no longer knows ${cipher}`);
  const [key, iv, macKey] = [
    randomBytes(cipherInfo.keyLen),
    randomBytes(cipherInfo.ivLen),
    randomBytes(macInfo?.len ?? 1),
  ];
  const wire: Buffer[] = [];
  const end = (info: string, more: object) => ({
    seqno: 0,
    forceNative,
    [`${info}Info`]: cipherInfo,
    [`${info}Key`]: Buffer.from(key),
    [`${info}IV`]: Buffer.from(iv),
    macInfo,
    macKey: Buffer.from(macKey),
    ...more,
  });
  return {
    wire,
    cipher: createCipher({ outbound: end("cipher", { onWrite: (packet: Buffer) => wire.push(Buffer.from(packet)) }) }),
    decipherer: createDecipher({ inbound: end("decipher", { onPayload: seen }) }),
  };
}

describe("packets that come in several reads", () => {
  const ways = [
    ["aes128-gcm@openssh.com", undefined],
    ["chacha20-poly1305@openssh.com", undefined],
    ["aes128-ctr", "hmac-sha2-256"],
    ["aes128-ctr", "hmac-sha2-256-etm@openssh.com"],
    ["aes128-cbc", "hmac-sha1"],
  ] as const;
  it.each(ways.flatMap(([cipher, mac]) => [false, true].map((forceNative) => [cipher, mac, forceNative] as const)))(
    "are whole wherever they are cut, with %s %s, ssh2's JavaScript alone: %s",
    (cipher, mac, forceNative) => {
      const came: string[] = [];
      const {
        wire,
        cipher: sender,
        decipherer,
      } = ends(cipher, mac, forceNative, (payload) => {
        came.push(digest(payload));
      });
      const sent: string[] = [];
      for (let packet = 0; packet < 120; packet++) {
        const payload = randomBytes([9, 32_777, 21_000, 34_500][packet % 4] ?? 9);
        sent.push(digest(payload));
        const whole = sender.allocPacket(payload.length);
        whole.set(payload, 5);
        sender.encrypt(whole);
      }
      const client = { _protocol: { _decipher: decipherer, _kexinit: undefined } } as unknown as Client;
      const rooms = new SplitPacketBuffers(() => true);
      captureSplitPackets(client, rooms)();
      const isHeld = deciphererHolds(client);
      const starts = wire.map((_, index) => wire.slice(0, index).reduce((sum, { length }) => sum + length, 0));
      const cuts = starts.flatMap((start, index) => [start + (index % 7), start + 5_000 + index * 131, start + 20_000]); // in the head of each, too
      const all = Buffer.concat(wire);
      let from = 0;
      for (const to of [...new Set(cuts)]
        .filter((cut) => cut > 0 && cut < all.length)
        .toSorted((one, other) => one - other)
        .concat(all.length)) {
        const read = Buffer.from(all.subarray(from, to));
        decipherer.decrypt(read, 0, read.length);
        isHeld?.(read.buffer);
        rooms.endRead(false);
        from = to;
      }
      expect(came).toEqual(sent);
    },
  );

  it("are given no more than three rooms, whether anybody says that a read is over or not", () => {
    const rooms = new SplitPacketBuffers(() => true);
    const given = new Set<ArrayBufferLike>();
    for (let packet = 0; packet < 50; packet++) {
      const room = rooms.acquire(30_000);
      if (room === undefined) throw new Error("no room");
      given.add(room.buffer);
      rooms.packetComplete(room);
      rooms.endRead(false);
    }
    expect(given.size).toBe(1);
    for (let packet = 0; packet < 50; packet++) rooms.packetComplete(rooms.acquire(30_000) ?? Buffer.alloc(0));
    rooms.endRead(false);
    const later = new Set<ArrayBufferLike>();
    for (let packet = 0; packet < 50; packet++) {
      const room = rooms.acquire(30_000);
      if (room !== undefined) later.add(room.buffer);
      rooms.packetComplete(room ?? Buffer.alloc(0));
      rooms.endRead(false);
    }
    expect(later.size).toBeLessThanOrEqual(2);
  });
});
