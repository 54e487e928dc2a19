import { MalformedWireData, type WireReader } from "../../ssh/wire-format.js";
import { ATTRIBUTE_FLAGS, type Attributes } from "./request-packets.js";

/** A name in a folder, as the server tells it: names have no encoding in version 3, so they are bytes here, as latin1. */
export interface NameEntry {
  readonly name: string;
  /** The server's own `ls -l` line, where it writes one. */
  readonly longName: string;
  readonly attributes: Attributes;
}

/** Reads what the server answers, behind the request's number. It is sent back with every request, and may have 256 bytes at most (section 6.2). */
export function readHandle(body: WireReader): Buffer {
  const handle = body.string();
  if (handle.length > 256) throw new MalformedWireData();
  return Buffer.from(handle);
}

export function readAttributes(body: WireReader): Attributes {
  const flags = body.uint32();
  const size = (flags & ATTRIBUTE_FLAGS.size) === 0 ? undefined : readUint64(body);
  const [uid, gid] = (flags & ATTRIBUTE_FLAGS.owner) === 0 ? [] : [body.uint32(), body.uint32()];
  const mode = (flags & ATTRIBUTE_FLAGS.mode) === 0 ? undefined : body.uint32();
  const [atime, mtime] = (flags & ATTRIBUTE_FLAGS.times) === 0 ? [] : [body.uint32(), body.uint32()];
  if ((flags & ATTRIBUTE_FLAGS.extended) !== 0)
    for (let remaining = body.uint32(); remaining > 0; remaining--) {
      body.string();
      body.string();
    }
  return { mode, size, uid, gid, mtime, atime };
}

export function readNames(body: WireReader): readonly NameEntry[] {
  const names: NameEntry[] = [];
  for (let remaining = body.uint32(); remaining > 0; remaining--)
    names.push({ name: body.text(), longName: body.text(), attributes: readAttributes(body) });
  return names;
}

/** The one name that REALPATH and READLINK answer. */
export function readSingleName(body: WireReader): string {
  body.uint32();
  return body.text();
}

/** The extensions that the server tells with its version: `posix-rename@openssh.com` is `1`. */
export function readExtensions(body: WireReader): ReadonlyMap<string, string> {
  const extensions = new Map<string, string>();
  while (body.remaining > 0) extensions.set(body.text(), body.text());
  return extensions;
}

/** The most bytes that one read or write may ask of a server. */
export interface PacketSizes {
  readonly read: number;
  readonly write: number;
}

/** What every server must take in one packet (section 3), less what surrounds the data. */
export const DEFAULT_SIZES: PacketSizes = { read: 31 * 1024, write: 31 * 1024 };

/** The answer to `limits@openssh.com`: the longest packet, read and write, and the most handles; 0 where there is no limit. */
export function readLimits(body: WireReader): PacketSizes {
  readUint64(body);
  return { read: boundedSize(readUint64(body), MAX_READ_BYTES), write: boundedSize(readUint64(body), MAX_WRITE_BYTES) };
}

/** As much as fits OpenSSH's limits; a write fills four packets of a channel, and what stands before it has room in them. */
const MAX_READ_BYTES = 255 * 1024;
const MAX_WRITE_BYTES = 127 * 1024;
const boundedSize = (size: number, maximum: number): number =>
  size >= 1024 && size <= 1 << 20 ? Math.min(size, maximum) : DEFAULT_SIZES.read;

/** The bytes that may still be written, from the answer to `statvfs@openssh.com`: its block size, fragment size, blocks, and those free and available. */
export function readFreeBytes(body: WireReader): number {
  const [, fragment = 0, , , available = 0] = Array.from({ length: 5 }, () => readUint64(body));
  return fragment * available;
}

const readUint64 = (body: WireReader): number => body.uint32() * 2 ** 32 + body.uint32();
