import { percentDecoded } from "../formats/ini-file.js";
import { withoutBrackets } from "./parse-listen-address.js";
import { parsePort } from "./service-ports.js";

/** What stands in a site's field for its host: a host alone, or an address that somebody has pasted there. */
export interface PastedHost {
  readonly host: string;
  /** In small letters, `sftp`. */
  readonly scheme?: string;
  readonly username?: string;
  readonly hasPassword: boolean;
  readonly port?: number;
}

/**
 * Read `www.spinach.com`, `2001:db8::5`, `[2001:db8::5]`, or a whole address: `sftp://olive@www.spinach.com:2222/pub`,
 * `olive:secret@www.spinach.com`. The last `@` divides, and the user's `%40` is one; a password is told of alone.
 */
export function parsePastedHost(text: string): PastedHost {
  const [, scheme, rest = ""] = /^(?:([a-z][a-z0-9+.-]*):\/\/)?(.*)$/is.exec(text.trim()) ?? [];
  const authority = rest.replace(scheme === undefined ? /$/ : /[/?#].*$/s, "");
  const [, login, address = ""] = /^(?:(.*)@)?([^@]*)$/s.exec(authority) ?? [];
  const [, written, service] = /^(\[[^\]]*\]|[^:]*):([\w.+-]*)$/.exec(address) ?? [];
  const port = service === undefined ? undefined : parsePort(service);
  const isPort = port !== undefined && port > 0 && written !== "";
  const [, user = "", password] = /^([^:]*)(?::(.*))?$/s.exec(login ?? "") ?? [];
  const decoded = scheme === undefined ? user : percentDecoded(user.replace(/;.*$/s, "")); // `olive;fingerprint=...`
  return {
    host: withoutBrackets(isPort || service === "" ? (written ?? address) : address),
    ...(scheme === undefined ? {} : { scheme: scheme.toLowerCase() }),
    ...(decoded === "" ? {} : { username: decoded }),
    hasPassword: password !== undefined && password !== "",
    ...(isPort ? { port } : {}),
  };
}
