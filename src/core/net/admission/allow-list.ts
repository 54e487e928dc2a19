import { BlockList, isIP } from "node:net";
import { ANY, parseNetwork } from "../../../shared/profile/cidr-network.js";
import { unmappedAddress } from "../../ftp/passive-endpoint.js";

/** Whether a client of this address may connect. */
export type AllowAddress = (address: string) => boolean;

/**
 * Lets in the addresses and networks that a profile names, and this computer itself by its loopback addresses, of which
 * others judge whose program it is.
 *
 * @param entries as the profile has them; one that cannot be read lets nobody in
 */
export function allowList(entries: readonly string[]): AllowAddress {
  if (entries.length === 1 && entries[0] === ANY) return () => true;
  const networks = new BlockList();
  networks.addSubnet("127.0.0.0", 8, "ipv4");
  networks.addAddress("::1", "ipv6");
  for (const entry of entries) {
    const network = parseNetwork(entry);
    if (network !== undefined) networks.addSubnet(network.address, network.prefix, network.family);
  }
  return (address) => {
    const plain = unmappedAddress(address).replace(/%.*$/s, ""); // a zone tells the interface
    const version = isIP(plain);
    return version !== 0 && networks.check(plain, version === 4 ? "ipv4" : "ipv6");
  };
}
