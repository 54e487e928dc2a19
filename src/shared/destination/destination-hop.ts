import { DestinationError, type DestinationHop, type DestinationNote } from "./destination.js";
import { hasNoControlCharacters, hostSchema } from "../profile/field-schemas.js";

/** What stands before and behind the host of `user:password@host:port`; the path is what follows. */
export interface ParsedHop {
  readonly hop: DestinationHop;
  readonly notes: readonly DestinationNote[];
}

/**
 * Read `user@host:port`, `user@[::1]:22`, `::1`, `DOMAIN\user@host`. The last @ divides. A password behind the user's colon
 * is dropped and told of.
 *
 * @throws DestinationError
 */
export function parseHop(text: string): ParsedHop {
  const at = text.lastIndexOf("@");
  const { username, notes } = at === -1 ? { username: undefined, notes: [] } : parseUser(text.slice(0, at));
  const { host, port } = splitHostPort(text.slice(at + 1));
  return {
    hop: {
      host: checkHost(host),
      ...(port === undefined ? {} : { port: checkPort(port) }),
      ...(username === undefined ? {} : { username }),
    },
    notes,
  };
}

/** The user of `user:password`, and that a password was dropped. @throws DestinationError */
export function parseUser(text: string): {
  readonly username: string | undefined;
  readonly notes: readonly DestinationNote[];
} {
  const colon = text.indexOf(":");
  const username = colon === -1 ? text : text.slice(0, colon);
  if (!hasNoControlCharacters(username) || username.trim() !== username)
    throw new DestinationError({ code: "username-malformed", what: username.trim() });
  return {
    username: username === "" ? undefined : username,
    notes: colon === -1 || colon === text.length - 1 ? [] : [{ code: "password-dropped", what: "" }],
  };
}

/** `host:22`, `[::1]:22`, `[::1]`, `::1`, `host`. */
function splitHostPort(text: string): { readonly host: string; readonly port?: string } {
  const [, bracketed, rest = ""] = /^\[([^\]]*)\](.*)$/s.exec(text) ?? [];
  if (bracketed !== undefined) {
    if (!isIpv6(bracketed)) throw new DestinationError({ code: "address-invalid", what: bracketed });
    if (rest !== "" && !rest.startsWith(":")) throw new DestinationError({ code: "host-malformed", what: text });
    return rest === "" || rest === ":" ? { host: bracketed } : { host: bracketed, port: rest.slice(1) };
  }
  if (text.split(":").length > 2) return { host: text };
  const colon = text.indexOf(":");
  if (colon === -1) return { host: text };
  return colon === text.length - 1
    ? { host: text.slice(0, colon) }
    : { host: text.slice(0, colon), port: text.slice(colon + 1) };
}

/** A host name or an address that can be one. @throws DestinationError */
export function checkHost(host: string): string {
  if (host === "") throw new DestinationError({ code: "host-missing", what: "" });
  const isNumeric = /^[\d.]+$/.test(host);
  if (isNumeric ? !isIpv4(host) : host.includes(":") && !isIpv6(host))
    throw new DestinationError({ code: "address-invalid", what: host });
  if (!hostSchema.safeParse(host).success || /^[._]+$|\.\./.test(host))
    throw new DestinationError({ code: "host-malformed", what: host });
  return host;
}

/** @throws DestinationError */
export function checkPort(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port < 1 || port > 65_535)
    throw new DestinationError({ code: "port-invalid", what: /^\d+$/.test(text) ? text : "" }); // else it may be a password
  return port;
}

const BYTE = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
const IPV4 = new RegExp(`^${BYTE}(?:\\.${BYTE}){3}$`);

const isIpv4 = (text: string): boolean => IPV4.test(text);

/** RFC 4291 section 2.2, with a zone behind it (RFC 4007 section 11). */
export function isIpv6(text: string): boolean {
  const [address = "", zone, ...more] = text.split("%");
  if (more.length > 0 || zone === "" || (zone !== undefined && !/^[\w.-]+$/.test(zone))) return false;
  const halves = address.split("::");
  if (halves.length > 2) return false;
  const groups = halves.flatMap((half) => (half === "" ? [] : half.split(":")));
  const last = groups.at(-1) ?? "";
  const endsInIpv4 = last.includes(".") && !address.endsWith(":");
  const hex = endsInIpv4 ? groups.slice(0, -1) : groups;
  const count = hex.length + (endsInIpv4 ? 2 : 0);
  if ((endsInIpv4 && !isIpv4(last)) || !hex.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return false;
  return halves.length === 2 ? count < 8 : count === 8;
}
