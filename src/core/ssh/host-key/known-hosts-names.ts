import { createHmac } from "node:crypto";
import { matchesGlob } from "../../../shared/glob.js";

/** How a known_hosts file names hosts: plainly, by patterns, or hashed (sshd(8), SSH_KNOWN_HOSTS FILE FORMAT). */

/** `www.spinach.com`, or `[www.spinach.com]:2222` where the port is not SSH's own; always in small letters. */
export const hostName = (host: string, port: number): string =>
  (port === 22 ? host : `[${host}]:${port}`).toLowerCase();

/** `|1|base64 of the salt|base64 of HMAC-SHA1(salt, name)` */
export const hashName = (name: string, salt: Buffer): string =>
  `|1|${salt.toString("base64")}|${createHmac("sha1", salt).update(name).digest("base64")}`;

/** Whether a line's names, hashed or a list of patterns, name this host; a `!pattern` that fits outweighs all others. */
export function matchesNames(names: string, name: string): boolean {
  if (names.startsWith("|")) return matchesHashed(names, name);
  let fits = false;
  for (const pattern of names.toLowerCase().split(",")) {
    const negated = pattern.startsWith("!");
    if (!matchesGlob(name, negated ? pattern.slice(1) : pattern)) continue;
    if (negated) return false;
    fits = true;
  }
  return fits;
}

function matchesHashed(names: string, name: string): boolean {
  const salt = /^\|1\|([A-Za-z0-9+/]{27}=)\|[A-Za-z0-9+/]{27}=$/.exec(names)?.[1];
  return salt !== undefined && names === hashName(name, Buffer.from(salt, "base64"));
}
