import { generateKeyPairSync } from "node:crypto";
import { ml_kem768 } from "@noble/post-quantum/ml-kem.js";
import type { Client, Connection } from "ssh2";
import {
  combineSecrets,
  rawX25519,
  x25519Secret,
  X25519_BYTES,
  type KeyAgreement,
} from "../../../src/core/ssh/ssh2-internals/hybrid-kex.js";
import { extendKeyExchange } from "../../../src/core/ssh/ssh2-internals/key-exchange.js";
import { startHostileGateway, type HostileGateway, type Malice } from "./hostile-gateway.js";

/** What becomes of the server's share on its way. */
export type Tamper = (share: Buffer) => Buffer;

/** The server's side of the hybrid exchange, as the draft has it. */
export function startServerHybrid(tamper: Tamper = (share) => share): KeyAgreement {
  const classic = generateKeyPairSync("x25519");
  let share: Buffer = Buffer.alloc(0);
  return {
    get share() {
      return share;
    },
    computeSecret(clientShare) {
      const key = Uint8Array.from(clientShare.subarray(0, clientShare.length - X25519_BYTES));
      const { cipherText, sharedSecret } = ml_kem768.encapsulate(key);
      share = tamper(Buffer.concat([cipherText, rawX25519(classic.publicKey)]));
      return combineSecrets(sharedSecret, x25519Secret(classic.privateKey, clientShare.subarray(-X25519_BYTES)));
    },
  };
}

/** An SSH server on loopback that knows the hybrid exchange, and may send a share that is none. */
export const startHybridGateway = (tamper?: Tamper, malice: Malice = {}): Promise<HostileGateway> =>
  startHostileGateway({ ...malice, onSession: (session) => teachHybrid(session, tamper) });

/** ssh2's server makes its exchanges where its client does. */
function teachHybrid(session: Connection, tamper?: Tamper): void {
  const { lists } = (session as unknown as { _protocol: { _offer: { lists: { kex: { array: string[] } } } } })._protocol
    ._offer;
  lists.kex.array = ["curve25519-sha256", ...lists.kex.array.filter((name) => name !== "curve25519-sha256")]; // a server's own order does not count (RFC 4253 section 7.1)
  const fits = extendKeyExchange(session as unknown as Client, {
    hostCertificates: [],
    startHybrid: () => startServerHybrid(tamper),
  });
  if (!fits) throw new Error("ssh2's server has changed");
}
