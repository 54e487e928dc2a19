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

/** The four or sixteen bytes of an address, as the wire carries them. @param host an IPv4 or IPv6 address; a zone is left out */
export function addressBytes(host: string): number[] {
  if (isIPv4(host)) return host.split(".").map(Number);
  const address = new URL(`http://[${host.replace(/%.*$/s, "")}]`).hostname.slice(1, -1); // an IPv4 tail becomes two groups
  const [front = "", back = ""] = address.split("::");
  const groups = (text: string): number[] => (text === "" ? [] : text.split(":").map((group) => parseInt(group, 16)));
  const [head, tail] = [groups(front), groups(back)];
  const all = [...head, ...new Array<number>(8 - head.length - tail.length).fill(0), ...tail];
  return all.flatMap((group) => [group >> 8, group & 0xff]);
}
