import type { LookupAddress } from "node:dns";
import { lookup } from "node:dns/promises";
import { isIP } from "node:net";
import { domainToASCII } from "node:url";

/**
 * A host's name as resolvers and other programs take it: `bücher.example` is `xn--bcher-kva.example` (RFC 5891).
 * Addresses, and what is no such name, stay as they are.
 */
export function asciiHost(host: string): string {
  if (isIP(host) !== 0 || !/[^\0-\x7f]/.test(host)) return host;
  return domainToASCII(host) || host;
}

/**
 * All addresses of a host, in the system's order (RFC 6724). A name that ends in a dot is looked up as it stands, which
 * keeps the search list away (RFC 1034 section 3.1), and then without the dot: the system's own list of hosts has none.
 *
 * @throws what `dns.lookup` throws
 */
export async function resolveHost(host: string): Promise<LookupAddress[]> {
  const name = asciiHost(host);
  try {
    return await lookup(name, { all: true, order: "verbatim" });
  } catch (error) {
    if (!/[^.]\.$/.test(name)) throw error;
    return lookup(name.slice(0, -1), { all: true, order: "verbatim" }).catch(() => Promise.reject(error as Error));
  }
}
