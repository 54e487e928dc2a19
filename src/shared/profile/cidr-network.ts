/** A network in CIDR: the bits of an address of which so many count from the left (RFC 4632, RFC 4291 section 2.3). */
export interface Network {
  readonly family: "ipv4" | "ipv6";
  readonly address: string;
  /** 0 to 32, or 0 to 128. */
  readonly prefix: number;
}

/** The word that lets in every address; it stands alone. */
export const ANY = "any";

/**
 * Read an address or a network as people write it: `192.168.7.0/24`, `192.168.7.20`, `fd00::/8`. An IPv4 address that is
 * written as an IPv6 one (`::ffff:192.168.7.20`) is the IPv4 address, as a system hands it to a listener on `::`.
 *
 * @returns nothing where it is neither
 */
export function parseNetwork(text: string): Network | undefined {
  const [, written = "", bits] = /^([0-9A-Fa-f.:]+)(?:\/(0|[1-9]\d{0,2}))?$/.exec(text.trim()) ?? [];
  const mapped = /^::ffff:(?=\d+\.)/i.test(written);
  const address = mapped ? written.slice("::ffff:".length) : written;
  const family = isIpv4(address) ? "ipv4" : isIpv6(address) ? "ipv6" : undefined;
  if (family === undefined) return undefined;
  const width = family === "ipv4" ? 32 : 128;
  const prefix = bits === undefined ? width : Number(bits) - (mapped ? 96 : 0);
  return prefix >= 0 && prefix <= width ? { family, address, prefix } : undefined;
}

export const isIpv4 = (text: string): boolean =>
  /^\d{1,3}(?:\.\d{1,3}){3}$/.test(text) &&
  text.split(".").every((part) => String(Number(part)) === part && Number(part) <= 255);

/** RFC 4291, section 2.2, without a zone. */
function isIpv6(text: string): boolean {
  const tail = /[^:]*\.[^:]*$/.exec(text)?.[0];
  if (tail !== undefined) return isIpv4(tail) && isIpv6(`${text.slice(0, -tail.length)}0:0`);
  const [front = "", back, ...more] = text.split("::");
  const groupsOf = (half: string): string[] => (half === "" ? [] : half.split(":"));
  const groups = [...groupsOf(front), ...groupsOf(back ?? "")];
  const isWhole = back === undefined ? groups.length === 8 : groups.length <= 7;
  return more.length === 0 && isWhole && groups.every((group) => /^[0-9A-Fa-f]{1,4}$/.test(group));
}
