import type { Endpoint } from "../../shared/profile/endpoint.js";

/** Where a forward listens as it is written: a host may be missing (the program's default) or say "everywhere". */
export interface ListenAddress {
  readonly host: string | undefined;
  readonly port: number;
}

/**
 * Read `8080`, `127.0.0.1:8080`, `[::1]:8080`, `*:8080` or `:8080`, whose empty host means every address.
 *
 * @param minPort 0 where the choice of the port may be left to whoever listens
 */
export function parseListenAddress(text: string, minPort: 0 | 1 = 1): ListenAddress | undefined {
  const portOnly = /^\d{1,5}$/.exec(text);
  if (portOnly !== null) return withPort(undefined, text, minPort);
  const parts = splitPort(text);
  return parts === undefined ? undefined : withPort(parts.host, parts.port, minPort);
}

/** Read `popeye:21` or `[::1]:21`. */
export function parseEndpoint(text: string): Endpoint | undefined {
  const parts = splitPort(text);
  if (parts === undefined || parts.host === "") return undefined;
  return withPort(parts.host, parts.port);
}

function splitPort(text: string): { readonly host: string; readonly port: string } | undefined {
  const parts = /^(?:\[([^\]]*)\]|([^:[\]/\\\s]*)):(\d{1,5})$/.exec(text);
  const [, bracketed, plain, port] = parts ?? [];
  return port === undefined ? undefined : { host: bracketed ?? plain ?? "", port };
}

function withPort<H extends string | undefined>(
  host: H,
  text: string,
  minPort: 0 | 1 = 1,
): { readonly host: H; readonly port: number } | undefined {
  const port = Number(text);
  return port >= minPort && port <= 65_535 ? { host, port } : undefined;
}
