import { MalformedBlob, type WireReader } from "../ssh/wire-format.js";
import { HAS, type Attributes } from "./packets.js";

/** A name in a folder, as the server tells it: names have no encoding in version 3, so they are bytes here, as latin1. */
export interface Named {
  readonly name: string;
  /** The server's own `ls -l` line, where it writes one. */
  readonly longName: string;
  readonly attributes: Attributes;
}

/** Reads what the server answers, behind the request's number. It is sent back with every request, and may have 256 bytes at most (section 6.2). */
export function readHandle(body: WireReader): Buffer {
  const handle = body.string();
  if (handle.length > 256) throw new MalformedBlob();
  return Buffer.from(handle);
}

export function readAttributes(body: WireReader): Attributes {
  const has = body.uint32();
  const size = (has & HAS.size) === 0 ? undefined : readUint64(body);
  const [uid, gid] = (has & HAS.owner) === 0 ? [] : [body.uint32(), body.uint32()];
  const mode = (has & HAS.mode) === 0 ? undefined : body.uint32();
  const [atime, mtime] = (has & HAS.times) === 0 ? [] : [body.uint32(), body.uint32()];
  if ((has & HAS.extended) !== 0) for (let more = body.uint32(); more > 0; more--) { body.string(); body.string(); }
  return { mode, size, uid, gid, mtime, atime };
}

export function readNames(body: WireReader): readonly Named[] {
  const names: Named[] = [];
  for (let more = body.uint32(); more > 0; more--) names.push({ name: body.text(), longName: body.text(), attributes: readAttributes(body) });
  return names;
}

/** The one name that REALPATH and READLINK answer. */
export function readOneName(body: WireReader): string {
  body.uint32();
  return body.text();
}

/** The extensions that the server tells with its version: `posix-rename@openssh.com` is `1`. */
export function readExtensions(body: WireReader): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  while (body.left > 0) found.set(body.text(), body.text());
  return found;
}

/** The most bytes that one read or write may ask of a server. */
export interface PacketSizes {
  readonly read: number;
  readonly write: number;
}

/** What every server must take in one packet (section 3), less what surrounds the data. */
export const SURE_SIZES: PacketSizes = { read: 31 * 1024, write: 31 * 1024 };

/** The answer to `limits@openssh.com`: the longest packet, read and write, and the most handles; 0 where there is no limit. */
export function readLimits(body: WireReader): PacketSizes {
  readUint64(body);
  return { read: sane(readUint64(body), LONGEST_READ), write: sane(readUint64(body), LONGEST_WRITE) };
}

/** As much as fits OpenSSH's limits; a write fills four packets of a channel, and what stands before it has room in them. */
const LONGEST_READ = 255 * 1024;
const LONGEST_WRITE = 127 * 1024;
const sane = (size: number, most: number): number => (size >= 1024 && size <= 1 << 20 ? Math.min(size, most) : SURE_SIZES.read);

/** The bytes that may still be written, from the answer to `statvfs@openssh.com`: its block size, fragment size, blocks, and those free and available. */
export function readFreeBytes(body: WireReader): number {
  const [, fragment = 0, , , available = 0] = Array.from({ length: 5 }, () => readUint64(body));
  return fragment * available;
}

const readUint64 = (body: WireReader): number => body.uint32() * 2 ** 32 + body.uint32();
