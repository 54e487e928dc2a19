import type { ServerHostKeyAlgorithm } from "ssh2";
import type { KnownHosts } from "../outside.js";
import type { Place } from "../place.js";
import { knownKeyTypes } from "./known-hosts.js";

/** Host key algorithms that are offered, best first; none signs with SHA-1. */
const OFFERED: readonly ServerHostKeyAlgorithm[] = [
  "ssh-ed25519", "ecdsa-sha2-nistp256", "ecdsa-sha2-nistp384", "ecdsa-sha2-nistp521", "rsa-sha2-512", "rsa-sha2-256",
];

/**
 * The algorithms of keys that are known for this gateway come first, as OpenSSH does it: else a server with several
 * keys would show one that is not known yet.
 *
 * @throws Failed `host-key.file-unreadable`
 */
export async function hostKeyOrder(gateway: Place, knownHosts: KnownHosts): Promise<ServerHostKeyAlgorithm[]> {
  const known = knownKeyTypes(await knownHosts.read(), gateway.host, gateway.port);
  const isKnown = (algorithm: string) => known.includes(algorithm.startsWith("rsa-sha2-") ? "ssh-rsa" : algorithm);
  return [...OFFERED.filter(isKnown), ...OFFERED.filter((algorithm) => !isKnown(algorithm))];
}
