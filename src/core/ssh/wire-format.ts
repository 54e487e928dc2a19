/**
 * The few data types of RFC 4251 section 5 that keys, agents and SFTP are made of.
 *
 * A `string` is a 32-bit length and so many bytes: `00 00 00 07 s s h - r s a`.
 * An `mpint` is a string that holds a signed number, highest byte first, as short as it goes: 0x80 is `00 00 00 02 00 80`.
 */

/** Where a blob ends too early or says what cannot be; it never leaves those who read. */
export class MalformedWireData extends Error {
  constructor() {
    super("malformed blob");
    this.name = "MalformedBlob";
  }
}

/** Reads one field after the other off a blob. */
export class WireReader {
  #at = 0;

  constructor(private readonly blob: Buffer) {}

  /** Bytes not read yet. */
  get remaining(): number {
    return this.blob.length - this.#at;
  }

  /** @throws MalformedWireData */
  bytes(length: number): Buffer {
    if (length > this.remaining) throw new MalformedWireData();
    this.#at += length;
    return this.blob.subarray(this.#at - length, this.#at);
  }

  /** @throws MalformedWireData */
  uint32(): number {
    return this.bytes(4).readUInt32BE();
  }

  /** @throws MalformedWireData */
  string(): Buffer {
    return this.bytes(this.uint32());
  }

  /** A string that names something; latin1, so that no byte is lost. @throws MalformedWireData */
  text(): string {
    return this.string().toString("latin1");
  }
}

export function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

/** @param value up to 2^53 */
export function uint64(value: number): Buffer {
  return Buffer.concat([uint32(Math.floor(value / 2 ** 32)), uint32(value % 2 ** 32)]);
}

export function wireString(value: Buffer | string): Buffer {
  const bytes = Buffer.from(value);
  return Buffer.concat([uint32(bytes.length), bytes]);
}

/** The mpint of a number that is not negative, given as bytes, highest first; zero bytes in front do no harm. */
export function mpint(magnitude: Buffer): Buffer {
  const first = magnitude.findIndex((byte) => byte !== 0);
  if (first === -1) return wireString("");
  const digits = magnitude.subarray(first);
  return wireString((digits[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.of(0), digits]) : digits);
}

/** How many bits a number has, given as bytes, highest first. */
export function bitLength(magnitude: Buffer): number {
  const first = magnitude.findIndex((byte) => byte !== 0);
  return first === -1 ? 0 : (magnitude.length - first) * 8 - (Math.clz32(magnitude[first] ?? 0) - 24);
}
