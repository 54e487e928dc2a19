import { isSocket, type UnixSocket } from "./endpoint.js";

/** `gateway:22`; an IPv6 address gets its brackets; a Unix socket is its path. */
export function at(spot: { readonly host: string; readonly port: number | string } | UnixSocket): string {
  if (isSocket(spot)) return spot.socket;
  return spot.host.includes(":") ? `[${spot.host}]:${spot.port}` : `${spot.host}:${spot.port}`;
}
