import { createHash, createPrivateKey, randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type AddressInfo } from "node:net";
import { PassThrough } from "node:stream";
import { ml_kem768 } from "@noble/post-quantum/ml-kem.js";
import ssh2 from "ssh2";
import { afterEach, describe, expect, it } from "vitest";
import {
  CIPHERTEXT_BYTES,
  HYBRID_KEX,
  SERVER_SHARE_BYTES,
  startHybridKex,
  x25519Secret,
} from "../../../../src/core/ssh/ssh2-internals/hybrid-kex.js";
import { extendKeyExchange } from "../../../../src/core/ssh/ssh2-internals/key-exchange.js";
import { SshSession } from "../../../../src/core/ssh/ssh-session.js";
import { readKexInit } from "../../../../src/core/ssh/transport/read-kexinit.js";
import { systemClock } from "../../../../src/core/system/system-clock.js";
import { parseProfile } from "../../../../src/shared/profile/profile-issues.js";
import { failureOf } from "../../../../src/shared/status/failure.js";
import { MemoryKnownHosts, ScriptedPrompter, testEnvironment } from "../../../support/fixtures/test-environment.js";
import { startGateway } from "../../../support/gateways/gateway.js";
import type { HostileGateway, RawSsh } from "../../../support/gateways/hostile-gateway.js";
import { startHybridGateway, startServerHybrid, type Tamper } from "../../../support/gateways/hybrid-gateway.js";
import { PATIENCE_MS } from "../../../support/wait-for.js";

const cleanUps: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanUp of cleanUps.splice(0).reverse()) await cleanUp();
});

async function open(gateway: Pick<HostileGateway, "host" | "port" | "hostKeyLine">): Promise<SshSession> {
  const { host, port, hostKeyLine } = gateway;
  const reading = parseProfile({
    id: "popeye",
    name: "Popeye",
    gateway: { host, port, username: "olive", auth: [{ method: "password" }] },
  });
  if (!reading.ok) throw new Error(JSON.stringify(reading.issues));
  const session = await SshSession.open(reading.profile.gateway, {
    profile: "popeye",
    environment: testEnvironment({
      clock: systemClock,
      prompter: new ScriptedPrompter(() => ({ kind: "secret", text: "spinach", remember: false })),
      knownHosts: new MemoryKnownHosts(`${hostKeyLine}\n`),
    }),
    signal: AbortSignal.timeout(PATIENCE_MS),
    onStep: () => undefined,
  });
  cleanUps.push(() => session.close());
  return session;
}

describe("the hybrid key exchange", () => {
  /** The procedure and the hash are those of `TestAccumulated` in Go's crypto/mlkem (mlkem_test.go, 100 rounds). */
  it("rests on an ML-KEM-768 that gives the standard's answers, for a wrong ciphertext too", () => {
    const stream = createHash("shake128", { outputLength: 100 * (64 + 32 + CIPHERTEXT_BYTES) }).digest();
    let offset = 0;
    const next = (length: number) => Uint8Array.from(stream.subarray(offset, (offset += length)));
    const answers = createHash("shake128", { outputLength: 32 });
    for (let round = 0; round < 100; round++) {
      const { publicKey, secretKey } = ml_kem768.keygen(next(64));
      const { cipherText, sharedSecret } = ml_kem768.encapsulate(publicKey, next(32));
      expect(ml_kem768.decapsulate(cipherText, secretKey)).toEqual(sharedSecret);
      const rejected = ml_kem768.decapsulate(next(CIPHERTEXT_BYTES), secretKey);
      for (const part of [publicKey, cipherText, sharedSecret, rejected]) answers.update(part);
    }
    expect(answers.digest("hex")).toBe("1114b1b6699ed191734fa339376afa7e285c9e6acf6ff0177d346696ce564415");
  });

  it("rests on an X25519 that gives the answer of RFC 7748 section 6.1", () => {
    const alice = createPrivateKey({
      key: {
        kty: "OKP",
        crv: "X25519",
        d: Buffer.from("77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a", "hex").toString("base64url"),
        x: Buffer.from("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a", "hex").toString("base64url"),
      },
      format: "jwk",
    });
    const bob = Buffer.from("de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f", "hex");
    expect(x25519Secret(alice, bob).toString("hex")).toBe(
      "4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742",
    );
  });

  it("sends 1216 bytes, takes 1120, and comes to the same 32 on both sides", () => {
    const client = startHybridKex();
    const server = startServerHybrid();
    expect(client.share).toHaveLength(1216);
    const secret = server.computeSecret(client.share);
    expect(server.share).toHaveLength(1120);
    expect(client.computeSecret(server.share)).toEqual(secret);
    expect(secret).toHaveLength(32);
  });

  it("is offered first, before every other one", async () => {
    let received = Buffer.alloc(0);
    const server = createServer((socket) => {
      socket.write("SSH-2.0-popeye\r\n");
      socket.on("error", () => undefined).on("data", (chunk) => (received = Buffer.concat([received, chunk])));
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    cleanUps.push(() => server.close());
    const { port } = server.address() as AddressInfo;
    const opening = open({ host: "127.0.0.1", port, hostKeyLine: "" });
    opening.catch(() => undefined);
    await expect.poll(() => readKexInit(received)?.kex.slice(0, 2)).toEqual([HYBRID_KEX, "curve25519-sha256"]);
    server.close();
    server.unref();
  });

  it("is taken by a server that knows it, and again when keys are exchanged anew", async () => {
    let raw: RawSsh | undefined;
    const gateway = await startHybridGateway(undefined, { onReady: (ready) => (raw = ready) });
    cleanUps.push(() => gateway.close());
    const session = await open(gateway);
    const link = {
      kind: "ssh-link",
      keyExchange: HYBRID_KEX,
      cipher: "aes128-gcm@openssh.com",
      hostKeyType: "ssh-ed25519",
      isPostQuantum: true,
    };
    expect(session.link()).toEqual(link);
    const exchanges = () => (raw as unknown as { _kex: object } | undefined)?._kex;
    for (let round = 0; round < 3; round++) {
      const before = exchanges();
      raw?.rekey();
      await expect.poll(() => exchanges() !== before).toBe(true);
      await session.checkAlive();
      expect([session.lost, session.link()]).toEqual([undefined, link]);
    }
  });

  it("changes nothing for a server that does not know it", async () => {
    const gateway = await startGateway();
    cleanUps.push(() => gateway.close());
    expect((await open(gateway)).link()).toMatchObject({ keyExchange: "curve25519-sha256", isPostQuantum: false });
  });

  it("fits into ssh2, else nothing is offered but ssh2's own; if this fails, a new ssh2 has changed", () => {
    const client = new ssh2.Client();
    cleanUps.push(() => client.destroy());
    expect(extendKeyExchange(client, { hostCertificates: [] })).toBe(false); // it has not connected yet
    const algorithms = { kex: ["curve25519-sha256" as const, "ecdh-sha2-nistp256" as const] };
    client.connect({ sock: new PassThrough(), username: "olive", algorithms });
    expect(extendKeyExchange(client, { hostCertificates: [] })).toBe(true);
    const withoutInternals: unknown = {};
    expect(extendKeyExchange(withoutInternals as ssh2.Client, { hostCertificates: [] })).toBe(false);
  });
});

const withX25519 =
  (hex: string): Tamper =>
  (share) =>
    Buffer.concat([share.subarray(0, CIPHERTEXT_BYTES), Buffer.from(hex.padEnd(64, "0"), "hex")]);
const ff = (first: string, last: string) => first + "ff".repeat(30) + last;
const lowOrder = /X25519 key is of low order/;
const otherSecret = /signature verification failed/;

/** What a server may send in place of its share, and what is said of it. The points of low order are those of RFC 7748's curve. */
const BAD_SHARES: readonly (readonly [what: string, tamper: Tamper, says: RegExp])[] = [
  ["nothing", () => Buffer.alloc(0), /key share has 0 bytes, not 1120/],
  ["an X25519 key alone", (share) => share.subarray(CIPHERTEXT_BYTES), /has 32 bytes, not 1120/],
  ["a byte too few", (share) => share.subarray(1), /has 1119 bytes/],
  ["a byte too many", (share) => Buffer.concat([share, Buffer.of(0)]), /has 1121 bytes/],
  ["another encapsulation", (share) => flipped(share, 7), otherSecret],
  ["no encapsulation at all", (share) => share.fill(0, 0, CIPHERTEXT_BYTES), otherSecret],
  ["both parts in the wrong order", (share) => rotated(share), otherSecret],
  ["random bytes", () => randomBytes(SERVER_SHARE_BYTES), otherSecret],
  ["another curve point", withX25519("09"), otherSecret],
  ["an X25519 key that is all zero", withX25519(""), lowOrder],
  ["the point 1", withX25519("01"), lowOrder],
  ["a point of order 8", withX25519("e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"), lowOrder],
  ["the other of order 8", withX25519("5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157"), lowOrder],
  ["p - 1", withX25519(ff("ec", "7f")), lowOrder],
  ["p", withX25519(ff("ed", "7f")), lowOrder],
  ["p + 1", withX25519(ff("ee", "7f")), lowOrder],
];

function flipped(share: Buffer, index: number): Buffer {
  share[index] = (share[index] ?? 0) ^ 1;
  return share;
}
const rotated = (share: Buffer): Buffer =>
  Buffer.concat([share.subarray(CIPHERTEXT_BYTES), share.subarray(0, CIPHERTEXT_BYTES)]);

describe("a server whose share is bad", () => {
  it.each(BAD_SHARES)("ends the session with a clear failure: %s", async (_what, tamper, says) => {
    const gateway = await startHybridGateway(tamper);
    cleanUps.push(() => gateway.close());
    const failure = failureOf(
      await open(gateway).then(
        () => undefined,
        (thrown: unknown) => thrown,
      ),
    );
    expect(failure).toMatchObject({ code: "ssh.incompatible", detail: expect.stringMatching(says) as unknown });
  });
});
