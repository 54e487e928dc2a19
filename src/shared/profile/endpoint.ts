/** A Unix socket by its path; on Windows a named pipe. */
export interface UnixSocket {
  readonly socket: string;
}

/** Where a forward listens or leads: a port of a host, or a Unix socket. */
export type Spot = { readonly host: string; readonly port: number } | UnixSocket;

export const isSocket = (spot: object): spot is UnixSocket => "socket" in spot;

/** Whether what somebody wrote is meant as a socket's path, and not as a host's name. */
export const looksLikeSocket = (written: string): boolean => /^(\/|~\/|\\\\)/.test(written);
