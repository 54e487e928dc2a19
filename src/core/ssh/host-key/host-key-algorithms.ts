import type { ServerHostKeyAlgorithm } from "ssh2";
import type { Endpoint } from "../../../shared/profile/endpoint.js";
import type { KnownHosts } from "../../environment.js";
import { knownKeyTypes } from "./known-hosts.js";

/**
 * The algorithms of keys that are known for this gateway come first, as OpenSSH does it: else a server with several
 * keys would show one that is not known yet.
 *
 * @param offered host key algorithms, best first
 * @throws Failed `host-key.file-unreadable`
 */
export async function orderHostKeyAlgorithms(
  offered: readonly ServerHostKeyAlgorithm[],
  gateway: Endpoint,
  knownHosts: KnownHosts,
): Promise<ServerHostKeyAlgorithm[]> {
  const texts = [await knownHosts.read(), ...(await knownHosts.readOthers()).map(({ text }) => text)];
  const known = knownKeyTypes(texts.join("\n"), gateway.host, gateway.port);
  const isKnown = (algorithm: string) => known.includes(algorithm.startsWith("rsa-sha2-") ? "ssh-rsa" : algorithm);
  return [...offered.filter(isKnown), ...offered.filter((algorithm) => !isKnown(algorithm))];
}
