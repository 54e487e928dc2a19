import { checkHost, parseHop, parseUser } from "./destination-hop.js";
import { DestinationError, type Destination, type DestinationNote } from "./destination.js";
import { hasNoControlCharacters } from "../profile/field-schemas.js";

/** `scheme://rest`. */
export const URL_PATTERN = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/is;

const SSH_SCHEMES: ReadonlySet<string> = new Set([
  "ssh",
  "sftp",
  "scp",
  "winscp-ssh",
  "winscp-sftp",
  "winscp-scp",
  "ssh+sftp",
]);
const FTP_SCHEMES: Readonly<Record<string, { readonly port: number; readonly tls: boolean }>> = {
  ftp: { port: 21, tls: false },
  ftpes: { port: 21, tls: true },
  ftps: { port: 990, tls: true },
};

/**
 * A URL of a server: `ssh://`, `sftp://user@host:port/path`, `ftp://user@popeye`, and what WinSCP makes of its sessions,
 * `sftp://user:password;fingerprint=…@host/`.
 *
 * @throws DestinationError
 */
export function parseUrl(scheme: string, rest: string): Destination {
  const name = scheme.toLowerCase().replace(/^winscp-/, "");
  const ftp = FTP_SCHEMES[name];
  if (ftp === undefined && !SSH_SCHEMES.has(scheme.toLowerCase()))
    throw new DestinationError({ code: "scheme-unknown", what: `${scheme.toLowerCase()}://` });
  const { authority, path } = splitPath(rest);
  const at = authority.lastIndexOf("@");
  const user = readUser(at === -1 ? "" : authority.slice(0, at));
  const { hop } = parseHop(authority.slice(at + 1));
  const location = path === "" ? {} : { path };
  if (ftp !== undefined) {
    const notes: DestinationNote[] = [
      ...user.notes,
      ...(user.username === undefined ? [] : [{ code: "ftp-user" as const, what: user.username }]),
      ...(ftp.tls ? [{ code: "tls-asked" as const, what: `${name}://` }] : []),
    ];
    const target = { host: checkHost(hop.host), port: hop.port ?? ftp.port };
    return { via: [], forwards: [], ftp: { mode: "relay", target }, notes, ...location };
  }
  return {
    gateway: { ...hop, ...(user.username === undefined ? {} : { username: user.username }) },
    via: [],
    forwards: [],
    ...(name === "ssh" ? {} : { ftp: { mode: "bridge" as const } }),
    ...(user.name === undefined ? {} : { name: user.name }),
    ...location,
    notes: user.notes,
  };
}

/**
 * RFC 3986 section 3: the first slash ends the authority, and so does what begins a query or a fragment. A password that
 * was not encoded may hold such signs: then something that is no port stands behind a colon, and the last @ counts.
 */
function splitPath(rest: string): { readonly authority: string; readonly path: string } {
  const first = endOfAuthority(rest);
  const isWithinPassword = /^[^@[\]]*:(?!\d+$)[^@]*$/.test(rest.slice(0, first)) && rest.includes("@", first);
  const at = isWithinPassword ? rest.lastIndexOf("@") : rest.lastIndexOf("@", first);
  const end = at + 1 + endOfAuthority(rest.slice(at + 1));
  const path = decode(rest.slice(end).replace(/[?#].*$/s, ""));
  return { authority: rest.slice(0, end), path: path === "/" ? "" : path };
}

function endOfAuthority(text: string): number {
  const end = text.search(/[/?#]/);
  return end === -1 ? text.length : end;
}

/** The user, with WinSCP's settings behind semicolons: a fingerprint, a name, and others that mean nothing here. */
function readUser(text: string): {
  readonly username?: string;
  readonly name?: string;
  readonly notes: readonly DestinationNote[];
} {
  const colon = text.indexOf(":");
  const semicolon = text.indexOf(";");
  const settingsAt = semicolon === -1 ? text.length : semicolon;
  const { username, notes } = parseUser(decodeUser(text.slice(0, settingsAt), colon));
  const settings = text
    .slice(settingsAt)
    .split(";")
    .filter((part) => part !== "");
  const named = settings.find((part) => /^x-name=/i.test(part));
  const label = named === undefined ? "" : decode(named.slice("x-name=".length)).trim();
  const others = settings.filter((part) => part !== named && /^(?:fingerprint|x-[a-z]+)=/i.test(part));
  const lost = settings.length - others.length - (named === undefined ? 0 : 1);
  return {
    ...(username === undefined ? {} : { username }),
    ...(label === "" || !hasNoControlCharacters(label) ? {} : { name: label }),
    notes: [
      ...notes,
      // what else stands there may be the rest of a password
      ...(lost > 0 && notes.length === 0 ? [{ code: "password-dropped" as const, what: "" }] : []),
      ...others.map((part) => ({ code: "not-understood" as const, what: part.slice(0, part.indexOf("=")) })),
    ],
  };
}

/** The user decoded; what stands behind the colon is told of as a password, and is not read. */
function decodeUser(text: string, colon: number): string {
  return colon === -1 || colon >= text.length ? decode(text) : `${decode(text.slice(0, colon)).replaceAll(":", "")}:x`;
}

/** A text with its percent-encoding undone, or as it is where that is none. */
function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
