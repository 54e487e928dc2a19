import { createHmac } from "node:crypto";
import { matchesGlob } from "../../../shared/text/glob.js";
import { canonicalAddress } from "../../net/dial/canonical-address.js";

/** How a known_hosts file names hosts: plainly, by patterns, or hashed (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT). */

/** `www.spinach.com`, or `[www.spinach.com]:2222` where the port is not SSH's own; always in small letters, an address in its canonical form. */
export function hostName(host: string, port: number): string {
  const name = canonicalAddress(host.toLowerCase());
  return port === 22 ? name : `[${name}]:${port}`;
}

/** `|1|base64 of the salt|base64 of HMAC-SHA1(salt, name)` */
export const hashName = (name: string, salt: Buffer): string =>
  `|1|${salt.toString("base64")}|${createHmac("sha1", salt).update(name).digest("base64")}`;

/** Whether a line's names, hashed or a list of patterns, name this host; a `!pattern` that fits outweighs all others. */
export function matchesNames(names: string, name: string): boolean {
  if (names.startsWith("|")) return matchesHashed(names, name);
  let fits = false;
  for (const pattern of names.toLowerCase().split(",")) {
    const negated = pattern.startsWith("!");
    const written = negated ? pattern.slice(1) : pattern;
    if (!matchesGlob(name, written) && canonicalName(written) !== name) continue;
    if (negated) return false;
    fits = true;
  }
  return fits;
}

/** A name of a known_hosts line with its address in the one form that is compared; a pattern, which is no address, stays as it is. */
function canonicalName(name: string): string {
  const [, host, port] = /^\[([^\]]+)\](:\d+)$/.exec(name) ?? [];
  return host === undefined || port === undefined ? canonicalAddress(name) : `[${canonicalAddress(host)}]${port}`;
}

function matchesHashed(names: string, name: string): boolean {
  const salt = /^\|1\|([A-Za-z0-9+/]{27}=)\|[A-Za-z0-9+/]{27}=$/.exec(names)?.[1];
  return salt !== undefined && names === hashName(name, Buffer.from(salt, "base64"));
}
