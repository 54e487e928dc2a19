import { isIPv4, isIPv6, SocketAddress } from "node:net";

const NUMBER = "(?:0x[0-9a-f]*|[0-9]+)";
/** What inet_aton(3) reads: one to four numbers, of which the last fills all bytes that are left. */
const SHORT_IPV4 = new RegExp(`^${NUMBER}(?:\\.${NUMBER}){0,3}$`, "i");

/**
 * An address as the system prints it, and as `ssh` looks it up in known_hosts (ssh.c, `resolve_addr`): `127.1` is
 * `127.0.0.1`, `0:0:0:0:0:0:0:1` is `::1` (RFC 5952). Whatever is no address stays as it is.
 */
export function canonicalAddress(host: string): string {
  if (isIPv4(host)) return host;
  const [, address = "", zone = ""] = /^([^%]*)(%.*)?$/.exec(host) ?? [];
  if (isIPv6(address)) return `${new SocketAddress({ address, family: "ipv6" }).address}${zone}`;
  if (!SHORT_IPV4.test(host)) return host;
  try {
    return new URL(`http://${host}/`).hostname; // the URL standard's IPv4 parser reads the same
  } catch {
    return host;
  }
}
