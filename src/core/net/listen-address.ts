import { networkInterfaces, type NetworkInterfaceInfo } from "node:os";

type Interfaces = Readonly<Record<string, readonly Pick<NetworkInterfaceInfo, "address" | "family">[] | undefined>>;

/**
 * The address on which to listen: of an interface that is named, as `eth0`, its first IPv4 address, which every device
 * speaks, else its first IPv6 address that needs no zone (RFC 4007 section 11). Anything else stays as it is.
 *
 * @param interfaces as they are now: an address may be another one tomorrow
 */
export function listenAddress(host: string, interfaces: Interfaces = networkInterfaces()): string {
  const addresses = Object.hasOwn(interfaces, host) ? (interfaces[host] ?? []) : [];
  const ipv4 = addresses.find(({ family }) => family === "IPv4");
  const ipv6 = addresses.find(({ family, address }) => family === "IPv6" && !/^fe[89ab]/i.test(address));
  return (ipv4 ?? ipv6)?.address ?? host;
}
