import { isIP, isIPv6, SocketAddress } from "node:net";
import type { Endpoint } from "../../shared/profile/endpoint.js";
import { isPositive, isPreliminary, type FtpReply } from "./reply.js";

/** The ports that a data connection may use: those below belong to the system's own services. */
const isDataPort = (port: number): boolean => Number.isInteger(port) && port >= 1024 && port <= 65_535;

/**
 * The port in a reply to PASV: `227 Entering Passive Mode (127,0,0,1,9,230)` gives 2534 (RFC 959, section 4.1.2).
 * Its host is not given, since it is never dialled; the brackets are optional, as RFC 1123 section 4.1.2.6 demands.
 */
export function passivePort(answer: FtpReply): number | undefined {
  return passiveEndpoint(answer)?.port;
}

/** Host and port in a reply to PASV, for whoever only compares them: the host is never dialled. */
export function passiveEndpoint({ code, raw }: FtpReply): Endpoint | undefined {
  return code === 227 ? parseSixNumbers(raw.slice(3)) : undefined;
}

/**
 * The port in a reply to EPSV: `229 Entering Extended Passive Mode (|||6446|)` gives 6446 (RFC 2428, section 3).
 *
 * Programs read less than that, and each of them something else, so that a server may leave out what one of them needs not:
 * the closing bracket (curl), both of them (lftp, basic-ftp), the last sign (lftp); protocol and address may be named
 * (ftplib), and are not looked at.
 */
export function extendedPassivePort({ code, raw }: FtpReply): number | undefined {
  if (code !== 229) return undefined;
  for (const form of EXTENDED_FORMS) {
    const port = Number(form.exec(raw)?.[2]);
    if (!Number.isNaN(port)) return isDataPort(port) ? port : undefined;
  }
  return undefined;
}

/** From the one that the RFC demands to the loosest; the sign between is the server's choice (RFC 2428, section 2). */
const EXTENDED_FORMS: readonly RegExp[] = [
  /\( ?([!-~])\1\1 ?(\d{1,5}) ?\1 ?\)/,
  /\( ?([!-/:-~])[12]\1[0-9A-Fa-f.:%]{2,60}\1 ?(\d{1,5}) ?\1/,
  /([!-/:-@[-`{-~])\1\1 ?(\d{1,5})(?!\d)/,
];

/**
 * The port in a reply to PASV or EPSV, for whoever has asked by either. 227 is not the only code of servers that enter
 * passive mode: lftp, wget and FileZilla look for the six numbers in any 2xx.
 */
export const portNamedIn = (answer: FtpReply): number | undefined =>
  passivePort(answer) ??
  extendedPassivePort(answer) ??
  (isPositive(answer) && !isPreliminary(answer) ? parseSixNumbers(answer.raw.slice(4))?.port : undefined);

/**
 * The endpoint in `PORT 127,0,0,1,9,230`, as vsftpd reads it: blanks before a number are passed over, and so is what stands
 * between a number and its comma, or behind the last one: `127, 0, 0, 1, 9, 230.`
 */
export function portEndpoint(argument: string): Endpoint | undefined {
  const numbers = leadingNumbers(argument, ",", 6);
  return numbers === undefined ? undefined : endpointFrom(numbers);
}

/** What EPRT names; the protocol is 1 for IPv4 and 2 for IPv6, and others may come (RFC 2428, section 2). */
export interface ExtendedEndpoint {
  readonly protocol: number;
  /** Nothing where the host is none of that protocol, or the port none for data. */
  readonly endpoint: Endpoint | undefined;
}

/**
 * What `EPRT |1|127.0.0.1|2534|` or `EPRT |2|::1|2534|` names; nothing where it is written otherwise. The sign between is
 * the client's choice (RFC 2428, section 2); as with vsftpd the last one may be missing, and blanks are passed over.
 */
export function readExtendedPort(argument: string): ExtendedEndpoint | undefined {
  const text = argument.trim();
  const sign = /^[!-~]/.exec(text)?.[0] ?? " ";
  const [, protocol = "", address = "", portText = "", ...behind] = text.split(sign, 6);
  const port = Number(/^\s*(\d{1,5})/.exec(portText)?.[1]);
  if (!/^\s*\d{1,5}\s*$/.test(protocol) || Number.isNaN(port) || behind.length > 1) return undefined;
  const host = hostOf(Number(protocol), address.trim());
  return { protocol: Number(protocol), endpoint: host !== undefined && isDataPort(port) ? { host, port } : undefined };
}

/** The endpoint in the argument of EPRT. */
export const extendedPortEndpoint = (argument: string): Endpoint | undefined => readExtendedPort(argument)?.endpoint;

function hostOf(protocol: number, address: string): string | undefined {
  const ipv6 = address.replace(/%.*$/s, ""); // its zone is the client's own name for it
  if (protocol === 2) return isIPv6(ipv6) ? ipv6 : undefined;
  return protocol === 1 ? leadingNumbers(address, ".", 4)?.join(".") : undefined;
}

/** An IPv4 address that came on an IPv6 socket, in its own form: `::ffff:127.0.0.1` is `127.0.0.1`. Empty where the socket has none any more. */
export const unmappedAddress = (address: string | undefined): string =>
  (address ?? "").replace(/^::ffff:(?=\d+\.)/, "");

/** Whether two addresses are one, however they are written: `::1` and `0:0:0:0:0:0:0:1`. */
export function isSameAddress(one: string, other: string): boolean {
  return isIP(one) !== 0 && isIP(one) === isIP(other) && normalizedAddress(one) === normalizedAddress(other);
}

const normalizedAddress = (address: string): string =>
  new SocketAddress({ address, family: isIPv6(address) ? "ipv6" : "ipv4" }).address;

/** `127,0,0,1,9,230` as a reply to PASV names it. @param host an IPv4 address */
export const formatPassiveEndpoint = ({ host, port }: Endpoint): string =>
  `${host.replaceAll(".", ",")},${port >> 8},${port & 255}`;

/** The first six numbers in a row somewhere in a text, whatever stands before and behind them, as curl, lftp, ftplib and wget read them; a blank may stand beside a comma. */
function parseSixNumbers(text: string): Endpoint | undefined {
  const numbers = /(?<!\d)(\d{1,9}(?:[ \t]{0,9},[ \t]{0,9}\d{1,9}){5})(?!\d)/.exec(text)?.[1]?.split(",").map(Number);
  return numbers === undefined || numbers.some((number) => number > 255) ? undefined : endpointFrom(numbers);
}

function endpointFrom(numbers: readonly number[]): Endpoint | undefined {
  const [a, b, c, d, high = 0, low = 0] = numbers;
  const port = high * 256 + low;
  return isDataPort(port) ? { host: `${a}.${b}.${c}.${d}`, port } : undefined;
}

/** The number from 0 to 255 with which each field of a text begins; nothing where one has none, or there are more or fewer fields. */
function leadingNumbers(text: string, separator: string, count: number): number[] | undefined {
  const numbers = text.split(separator, count + 1).map((field) => Number(/^\s*(\d{1,9})/.exec(field)?.[1]));
  return numbers.length === count && numbers.every((number) => number <= 255) ? numbers : undefined;
}
