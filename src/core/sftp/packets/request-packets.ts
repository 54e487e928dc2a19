import { uint32, uint64 } from "../../ssh/wire-format.js";

/**
 * SFTP's packets, version 3, as draft-ietf-secsh-filexfer-02 has them. Each is a length, a type, and (but for the two
 * that agree on the version) the number of the request, which its answer repeats:
 *
 *     00 00 00 11 | 05 READ | 00 00 00 2a id | string handle, uint64 offset, uint32 length
 */
export const REQUEST = {
  init: 1,
  open: 3,
  close: 4,
  read: 5,
  write: 6,
  lstat: 7,
  fstat: 8,
  setstat: 9,
  opendir: 11,
  readdir: 12,
  remove: 13,
  mkdir: 14,
  rmdir: 15,
  realpath: 16,
  stat: 17,
  rename: 18,
  readlink: 19,
  symlink: 20,
  extended: 200,
} as const;

export const RESPONSE = {
  version: 2,
  status: 101,
  handle: 102,
  data: 103,
  name: 104,
  attributes: 105,
  extended: 201,
} as const;

/** Length and type. */
export const HEADER_BYTES = 4 + 1;

/** The client's first words: version 3 and no extensions. */
export const initPacket = (): Buffer => Buffer.of(0, 0, 0, 5, REQUEST.init, 0, 0, 0, 3);

/** A request of the everyday kind, its fields put together already. */
export function requestPacket(type: number, id: number, fields: readonly Buffer[]): Buffer {
  const length = fields.reduce((sum, field) => sum + field.length, 1 + 4);
  return Buffer.concat([uint32(length), Buffer.of(type), uint32(id), ...fields]);
}

/** Up to `length` bytes of a file from a position on. */
export function readPacket(id: number, handle: Buffer, offset: number, length: number): Buffer {
  const packet = Buffer.allocUnsafe(HEADER_BYTES + 4 + 4 + handle.length + 8 + 4);
  packet.writeUInt32BE(length, writeHeader(packet, REQUEST.read, id, handle, offset));
  return packet;
}

/** What stands before the bytes of a WRITE, where its handle is as long as can be (section 6.2). */
export const WRITE_OVERHEAD_BYTES = HEADER_BYTES + 4 + 4 + 256 + 8 + 4;

/** Bytes of a file, which are copied, to stand from a position on. @param buffer at least `WRITE_OVERHEAD_BYTES` bytes longer; the packet is its beginning */
export function writePacket(id: number, handle: Buffer, offset: number, bytes: Buffer, buffer: Buffer): Buffer {
  const packet = buffer.subarray(0, HEADER_BYTES + 4 + 4 + handle.length + 8 + 4 + bytes.length);
  const at = packet.writeUInt32BE(bytes.length, writeHeader(packet, REQUEST.write, id, handle, offset));
  bytes.copy(packet, at);
  return packet;
}

/** What READ and WRITE begin with. @returns where they go on */
function writeHeader(packet: Buffer, type: number, id: number, handle: Buffer, offset: number): number {
  packet.writeUInt32BE(packet.length - 4, 0);
  packet[4] = type;
  packet.writeUInt32BE(id, HEADER_BYTES);
  packet.writeUInt32BE(handle.length, HEADER_BYTES + 4);
  handle.copy(packet, HEADER_BYTES + 8);
  const at = packet.writeUInt32BE(Math.floor(offset / 2 ** 32), HEADER_BYTES + 8 + handle.length);
  return packet.writeUInt32BE(offset % 2 ** 32, at);
}

/** What SFTP tells of a file or is to set; each may be missing (section 5). */
export interface Attributes {
  readonly mode?: number | undefined;
  readonly size?: number | undefined;
  readonly uid?: number | undefined;
  readonly gid?: number | undefined;
  /** Seconds since 1970. */
  readonly mtime?: number | undefined;
  readonly atime?: number | undefined;
}

/** The bits that tell which attributes are there. */
export const ATTRIBUTE_FLAGS = { size: 0x1, owner: 0x2, mode: 0x4, times: 0x8, extended: 0x8000_0000 } as const;

export const noAttributes = (): Buffer => uint32(0);
/** @param mode permission bits */
export const modeAttribute = (mode: number): Buffer => Buffer.concat([uint32(ATTRIBUTE_FLAGS.mode), uint32(mode)]);
/** @param bytes to which the file is cut or lengthened */
export const sizeAttribute = (bytes: number): Buffer => Buffer.concat([uint32(ATTRIBUTE_FLAGS.size), uint64(bytes)]);
/** Access and modification travel together. @param seconds since 1970 */
export const timeAttributes = (seconds: number): Buffer =>
  Buffer.concat([uint32(ATTRIBUTE_FLAGS.times), uint32(seconds), uint32(seconds)]);
