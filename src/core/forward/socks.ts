import { SocketAddress } from "node:net";
import type { Endpoint } from "../../shared/profile/endpoint.js";
import type { Failure } from "../../shared/status/failure.js";

/** What a SOCKS client has said so far, and what follows. */
export interface SocksProgress {
  /** All that is to be answered to it so far, from the first byte on. */
  readonly reply: Buffer;
  readonly next:
    /** It has not finished. */
    | { readonly kind: "more" }
    /** It asks for a connection; behind `length` bytes the connection's own begin. */
    | { readonly kind: "connect"; readonly version: SocksVersion; readonly target: Endpoint; readonly length: number }
    /** It asks for what is not to be had, or speaks no SOCKS: after the answer it is cut off. */
    | { readonly kind: "over" };
}

export type SocksVersion = 4 | 5;

const NOTHING = Buffer.alloc(0);
const CONNECT_COMMAND = 1;
/** RFC 1928 section 6. */
const REPLY_CODES = {
  granted: 0,
  failed: 1,
  prohibited: 2,
  hostUnreachable: 4,
  refused: 5,
  commandUnknown: 7,
  addressKindUnknown: 8,
} as const;
/** RFC 1928 section 5. */
const ADDRESS_TYPES = { ipv4: 1, name: 3, ipv6: 4 } as const;
/** SOCKS 4 sets no bounds itself. Bytes. */
const MAX_TEXT_BYTES = 255;

/**
 * Read a client's greeting and request in SOCKS 5 without a login (RFC 1928), SOCKS 4 or 4a, whose names the gateway
 * resolves: `05 01 00`, then `05 01 00 03 06 popeye 00 50`; or `04 01 00 50 7f 00 00 01 olive 00`.
 *
 * @param bytes all that has come so far, cut anywhere; a client may send its request before it is answered
 */
export function parseRequest(bytes: Buffer): SocksProgress {
  switch (bytes[0]) {
    case undefined:
      return incomplete();
    case 4:
      return parseVersion4(bytes);
    case 5:
      return parseVersion5(bytes);
    default:
      return rejected(NOTHING);
  }
}

/** That the connection asked for is there. The address that the gateway connects from is not known: zeros stand for it. */
export const grantedReply = (version: SocksVersion): Buffer =>
  version === 5 ? reply5(REPLY_CODES.granted) : reply4(true);

/** That it is not. */
export const refusedReply = (version: SocksVersion, cause: Failure): Buffer =>
  version === 5 ? reply5(replyCodeFor(cause)) : reply4(false);

function parseVersion5(bytes: Buffer): SocksProgress {
  const request = 2 + (bytes[1] ?? 0);
  if (bytes.length < 2 || bytes.length < request) return incomplete();
  if (!bytes.subarray(2, request).includes(0)) return rejected(Buffer.of(5, 0xff)); // a login is all that it offers (section 3)
  const chosen = Buffer.of(5, 0);
  const refuse = (reply: number) => rejected(Buffer.concat([chosen, reply5(reply)]));

  if (bytes.length < request + 5) return incomplete(chosen);
  const [version, command, , kind, first = 0] = bytes.subarray(request);
  if (version !== 5) return refuse(REPLY_CODES.failed);
  if (command !== CONNECT_COMMAND) return refuse(REPLY_CODES.commandUnknown);
  const begin = request + (kind === ADDRESS_TYPES.name ? 5 : 4);
  const size =
    kind === ADDRESS_TYPES.ipv4
      ? 4
      : kind === ADDRESS_TYPES.ipv6
        ? 16
        : kind === ADDRESS_TYPES.name
          ? first
          : undefined;
  if (size === undefined) return refuse(REPLY_CODES.addressKindUnknown);
  const end = begin + size;
  if (bytes.length < end + 2) return incomplete(chosen);
  const host =
    kind === ADDRESS_TYPES.name ? decodeName(bytes.subarray(begin, end)) : formatAddress(bytes.subarray(begin, end));
  if (host === undefined) return refuse(REPLY_CODES.failed);
  return {
    reply: chosen,
    next: { kind: "connect", version: 5, target: { host, port: bytes.readUInt16BE(end) }, length: end + 2 },
  };
}

/** Version, command, port, address, the user's name up to a zero; in 4a, whose address is 0.0.0.x, the target's name up to another. */
function parseVersion4(bytes: Buffer): SocksProgress {
  if (bytes.length >= 2 && bytes[1] !== CONNECT_COMMAND) return rejected(reply4(false));
  if (bytes.length < 9) return incomplete();
  const address = bytes.subarray(4, 8);
  const isNamed = address.readUInt32BE() > 0 && address.readUInt32BE() < 256;
  const user = textAt(bytes, 8);
  if (typeof user === "string") return user === "cut" ? incomplete() : rejected(reply4(false));
  const name = isNamed ? textAt(bytes, user.end) : undefined;
  if (typeof name === "string") return name === "cut" ? incomplete() : rejected(reply4(false));
  const host = name === undefined ? formatAddress(address) : decodeName(name.text);
  if (host === undefined) return rejected(reply4(false));
  return {
    reply: NOTHING,
    next: { kind: "connect", version: 4, target: { host, port: bytes.readUInt16BE(2) }, length: (name ?? user).end },
  };
}

function textAt(bytes: Buffer, offset: number): { text: Buffer; end: number } | "cut" | "too-long" {
  const zero = bytes.subarray(offset, offset + MAX_TEXT_BYTES + 1).indexOf(0);
  if (zero >= 0) return { text: bytes.subarray(offset, offset + zero), end: offset + zero + 1 };
  return bytes.length - offset > MAX_TEXT_BYTES ? "too-long" : "cut";
}

/** @returns nothing for what cannot be a name */
function decodeName(bytes: Buffer): string | undefined {
  const name = bytes.toString("utf8");
  return /^[^\0- \x7f\ufffd]+$/.test(name) ? name : undefined;
}

function formatAddress(bytes: Buffer): string {
  if (bytes.length === 4) return bytes.join(".");
  const groups = Array.from({ length: 8 }, (_, index) => bytes.readUInt16BE(index * 2).toString(16));
  return new SocketAddress({ address: groups.join(":"), family: "ipv6" }).address;
}

/** Why the gateway did not connect, as far as SOCKS can say it (RFC 1928 section 6). */
function replyCodeFor(cause: Failure): number {
  if (cause.code !== "channel.refused") return REPLY_CODES.failed;
  switch (cause.cause) {
    case "prohibited":
      return REPLY_CODES.prohibited;
    case "unreachable":
      return REPLY_CODES.refused; // SSH does not tell a refusal from a missing host
    case "timed-out":
      return REPLY_CODES.hostUnreachable;
    default:
      return REPLY_CODES.failed;
  }
}

const reply5 = (reply: number): Buffer => Buffer.of(5, reply, 0, ADDRESS_TYPES.ipv4, 0, 0, 0, 0, 0, 0);
const reply4 = (isGranted: boolean): Buffer => Buffer.of(0, isGranted ? 0x5a : 0x5b, 0, 0, 0, 0, 0, 0);
const incomplete = (answer = NOTHING): SocksProgress => ({ reply: answer, next: { kind: "more" } });
const rejected = (answer: Buffer): SocksProgress => ({ reply: answer, next: { kind: "over" } });
