import type { Client } from "ssh2";
import type { HopFact } from "../../shared/status/route.js";
import { negotiatedAlgorithms } from "./ssh2-internals/key-exchange.js";

/** How a session is encrypted, as a route, `--json` and the check tell it. */
export type SessionEncryption = Extract<HopFact, { kind: "ssh-link" }>;

/**
 * Key exchanges whose secret a quantum computer would not give away, ML-KEM's and Streamlined NTRU Prime's: what `ssh`
 * itself warns about since OpenSSH 10.1 is any other one (ssh_config(5), WarnWeakCrypto).
 */
const POST_QUANTUM = /^(?:mlkem|sntrup)\d/;

/** @returns nothing before keys are exchanged, or where ssh2 does not fit */
export function sessionEncryption(client: Client): SessionEncryption | undefined {
  const negotiated = negotiatedAlgorithms(client);
  if (negotiated === undefined) return undefined;
  const { keyExchange, cipher, hostKey: hostKeyType } = negotiated;
  return { kind: "ssh-link", keyExchange, cipher, hostKeyType, isPostQuantum: POST_QUANTUM.test(keyExchange) };
}
