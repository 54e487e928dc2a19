import { isIPv4 } from "node:net";

/** A host, as whoever dials it resolves the name, and a port there. */
export interface Place {
  readonly host: string;
  readonly port: number;
}

/** Whether a host is this computer alone: nobody else reaches what listens there. */
export const isLoopback = (host: string): boolean => host.toLowerCase() === "localhost" || host === "::1" || (isIPv4(host) && host.startsWith("127."));
