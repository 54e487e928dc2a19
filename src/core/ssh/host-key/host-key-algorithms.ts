import type { ServerHostKeyAlgorithm } from "ssh2";
import type { Endpoint } from "../../../shared/profile/endpoint.js";
import type { KnownHosts } from "../../environment.js";
import { hasAuthority, HOST_CERTIFICATE_ALGORITHMS } from "./host-certificate.js";
import { knownKeyTypes } from "./known-hosts.js";

/** What is asked of a gateway to prove itself by. */
export interface HostKeyOffer {
  /** Asked for first; none where no authority is trusted for the gateway. */
  readonly certificates: readonly string[];
  readonly plain: ServerHostKeyAlgorithm[];
}

/**
 * The algorithms of keys that are known for this gateway come first, as OpenSSH does it: else a server with several
 * keys would show one that is not known yet.
 *
 * @param offered host key algorithms, best first
 * @throws Failed `host-key.file-unreadable`
 */
export async function hostKeyOffer(
  offered: readonly ServerHostKeyAlgorithm[],
  gateway: Endpoint,
  knownHosts: KnownHosts,
): Promise<HostKeyOffer> {
  const files = [{ file: knownHosts.file, text: await knownHosts.read() }, ...(await knownHosts.readOthers())];
  const texts = files.map(({ text }) => text);
  const known = knownKeyTypes(texts.join("\n"), gateway.host, gateway.port);
  const isKnown = (algorithm: string) => known.includes(algorithm.startsWith("rsa-sha2-") ? "ssh-rsa" : algorithm);
  return {
    certificates: hasAuthority(files, gateway) ? HOST_CERTIFICATE_ALGORITHMS : [],
    plain: [...offered.filter(isKnown), ...offered.filter((algorithm) => !isKnown(algorithm))],
  };
}
