import { isIP, isIPv4, isIPv6, SocketAddress } from "node:net";
import type { Place } from "../place.js";
import type { FtpReply } from "./reply.js";

/** The ports that a data connection may use: those below belong to the system's own services. */
const isDataPort = (port: number): boolean => Number.isInteger(port) && port >= 1024 && port <= 65_535;

/**
 * The port in a reply to PASV: `227 Entering Passive Mode (127,0,0,1,9,230)` gives 2534 (RFC 959, section 4.1.2).
 * Its host is not given, since it is never dialled; the brackets are optional, as RFC 1123 section 4.1.2.6 demands.
 */
export function passivePort(answer: FtpReply): number | undefined {
  return passiveEndpoint(answer)?.port;
}

/** The same with its host, for whoever only compares it: it is never dialled. */
export function passiveEndpoint({ code, raw }: FtpReply): Place | undefined {
  return code === 227 ? endpointOf(raw.slice(4)) : undefined;
}

/** The port in a reply to EPSV: `229 Entering Extended Passive Mode (|||6446|)` gives 6446 (RFC 2428, section 3). */
export function extendedPassivePort({ code, raw }: FtpReply): number | undefined {
  const port = code === 229 ? /\(([!-~])\1\1(\d{1,5})\1\)/.exec(raw)?.[2] : undefined;
  return port !== undefined && isDataPort(Number(port)) ? Number(port) : undefined;
}

/** The endpoint in `PORT 127,0,0,1,9,230`. */
export const portEndpoint = (argument: string): Place | undefined => (/^[\d,]+$/.test(argument.trim()) ? endpointOf(argument) : undefined);

/** The endpoint in `EPRT |1|127.0.0.1|2534|` or `EPRT |2|::1|2534|`; the sign between is the client's choice (RFC 2428, section 2). */
export function extendedPortEndpoint(argument: string): Place | undefined {
  const [, , family, host, port] = /^([!-~])([12])\1([0-9A-Fa-f.:]+)\1(\d{1,5})\1$/.exec(argument.trim()) ?? [];
  if (host === undefined || !(family === "1" ? isIPv4(host) : isIPv6(host)) || !isDataPort(Number(port))) return undefined;
  return { host, port: Number(port) };
}

/** An IPv4 address that came on an IPv6 socket, in its own form: `::ffff:127.0.0.1` is `127.0.0.1`. Empty where the socket has none any more. */
export const plainAddress = (address: string | undefined): string => (address ?? "").replace(/^::ffff:(?=\d+\.)/, "");

/** Whether two addresses are one, however they are written: `::1` and `0:0:0:0:0:0:0:1`. */
export function isSameAddress(one: string, other: string): boolean {
  return isIP(one) !== 0 && isIP(one) === isIP(other) && plainly(one) === plainly(other);
}

const plainly = (address: string): string => new SocketAddress({ address, family: isIPv6(address) ? "ipv6" : "ipv4" }).address;

/** `127,0,0,1,9,230` as a reply to PASV names it. @param host an IPv4 address */
export const sayPassive = ({ host, port }: Place): string => `${host.replaceAll(".", ",")},${port >> 8},${port & 255}`;

function endpointOf(text: string): Place | undefined {
  const numbers = /(?:^|[^\d,])(\d{1,3}(?:,\d{1,3}){5})(?![\d,])/.exec(text)?.[1]?.split(",").map(Number);
  if (numbers === undefined || numbers.some((number) => number > 255)) return undefined;
  const [a, b, c, d, high, low] = numbers as [number, number, number, number, number, number];
  const port = high * 256 + low;
  return isDataPort(port) ? { host: `${a}.${b}.${c}.${d}`, port } : undefined;
}
