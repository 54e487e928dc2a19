/** A Unix socket by its path; on Windows a named pipe. */
export interface UnixSocket {
  readonly socket: string;
}

/** Where a forward listens or leads: a port of a host, or a Unix socket. */
export type Spot = { readonly host: string; readonly port: number } | UnixSocket;

export const isSocket = (spot: object): spot is UnixSocket => "socket" in spot;

/** Whether what somebody wrote is meant as a socket's path, and not as a host's name. */
export const looksLikeSocket = (written: string): boolean => /^(\/|~\/|\\\\)/.test(written);

/** `gateway:22`; an IPv6 address gets its brackets; a Unix socket is its path. */
export function at(spot: { readonly host: string; readonly port: number | string } | UnixSocket): string {
  if (isSocket(spot)) return spot.socket;
  return spot.host.includes(":") ? `[${spot.host}]:${spot.port}` : `${spot.host}:${spot.port}`;
}

/** A host, as whoever dials it resolves the name, and a port there. */
export interface Place {
  readonly host: string;
  readonly port: number;
}
