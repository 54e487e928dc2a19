import { MalformedWireData } from "../../wire-format.js";

/** One value of ASN.1's DER: `30 82 04 a4 ...` is a sequence (tag 0x30) of 0x4a4 bytes. */
export interface DerValue {
  readonly tag: number;
  readonly content: Buffer;
}

export const SEQUENCE = 0x30;
export const INTEGER = 0x02;
export const OCTET_STRING = 0x04;
export const OBJECT_IDENTIFIER = 0x06;

/** The values that stand one after the other in some bytes (X.690 sections 8.1 and 10.1). @throws MalformedWireData */
export function derValues(bytes: Buffer): DerValue[] {
  const values: DerValue[] = [];
  for (let at = 0; at < bytes.length;) {
    const tag = bytes[at++] ?? 0;
    let length = bytes[at++];
    if (length === undefined) throw new MalformedWireData();
    if (length >= 0x80) {
      const digits = length - 0x80;
      if (digits < 1 || digits > 4 || at + digits > bytes.length) throw new MalformedWireData();
      length = bytes.readUIntBE(at, digits);
      at += digits;
    }
    if (at + length > bytes.length) throw new MalformedWireData();
    values.push({ tag, content: bytes.subarray(at, at + length) });
    at += length;
  }
  return values;
}

/** What stands in a value that must have this tag. @throws MalformedWireData */
export function derContent(value: DerValue | undefined, tag: number): Buffer {
  if (value?.tag !== tag) throw new MalformedWireData();
  return value.content;
}
