/** A Unix socket by its path; on Windows a named pipe. */
export interface UnixSocket {
  readonly socket: string;
}

/** Where a forward listens or leads: a port of a host, or a Unix socket. */
export type EndpointOrSocket = { readonly host: string; readonly port: number } | UnixSocket;

export const isSocket = (endpoint: object): endpoint is UnixSocket => "socket" in endpoint;

/** Whether what somebody wrote is meant as a socket's path, and not as a host's name. */
export const looksLikeSocket = (text: string): boolean => /^(\/|~\/|\\\\)/.test(text);

/** `gateway:22`; an IPv6 address gets its brackets; a Unix socket is its path. */
export function formatEndpoint(
  endpoint: { readonly host: string; readonly port: number | string } | UnixSocket,
): string {
  if (isSocket(endpoint)) return endpoint.socket;
  return endpoint.host.includes(":") ? `[${endpoint.host}]:${endpoint.port}` : `${endpoint.host}:${endpoint.port}`;
}

/** A host, as whoever dials it resolves the name, and a port there. */
export interface Endpoint {
  readonly host: string;
  readonly port: number;
}
