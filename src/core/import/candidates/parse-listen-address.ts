import type { Endpoint } from "../../../shared/profile/endpoint.js";
import { parsePort } from "./service-ports.js";

/** Where a forward listens as it is written: a host may be missing (the program's default) or say "everywhere". */
export interface ListenAddress {
  readonly host: string | undefined;
  readonly port: number;
}

/**
 * Read `8080`, `127.0.0.1:8080`, `[::1]:8080`, `*:8080` or `:8080`, whose empty host means every address. A port may be
 * a service's name, `http`.
 *
 * @param minPort 0 where the choice of the port may be left to whoever listens
 */
export function parseListenAddress(text: string, minPort: 0 | 1 = 1): ListenAddress | undefined {
  if (/^[\w.+-]+$/.test(text)) return withPort(undefined, text, minPort);
  const parts = splitPort(text);
  return parts === undefined ? undefined : withPort(parts.host, parts.port, minPort);
}

/** Read `popeye:21`, `[::1]:21` or `popeye:ftp`; `popeye/21` is OpenSSH's other way to write it. */
export function parseEndpoint(text: string): Endpoint | undefined {
  const parts = splitPort(text);
  if (parts === undefined || parts.host === "") return undefined;
  return withPort(parts.host, parts.port);
}

function splitPort(text: string): { readonly host: string; readonly port: string } | undefined {
  const parts = /^(?:\[([^\]]*)\]|([^:[\]/\\\s]*))[:/]([\w.+-]+)$/.exec(text);
  const [, bracketed, plain, port] = parts ?? [];
  return port === undefined ? undefined : { host: bracketed ?? plain ?? "", port };
}

function withPort<H extends string | undefined>(
  host: H,
  text: string,
  minPort: 0 | 1 = 1,
): { readonly host: H; readonly port: number } | undefined {
  const port = parsePort(text);
  return port !== undefined && port >= minPort ? { host, port } : undefined;
}

/** An IPv6 address without the brackets that it has beside a port. */
export const withoutBrackets = (host: string): string => host.replace(/^\[([^[\]]*)\]$/, "$1");
