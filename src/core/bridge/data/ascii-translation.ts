const CR = 13;
const LF = 10;

/** What a stream of bytes becomes on its way; `end` gives what was held back. */
export interface ByteTranslation {
  translate(chunk: Buffer): Buffer;
  end(): Buffer;
}

const NOTHING = Buffer.alloc(0);

/** Image type (RFC 959, section 3.1.1.3): nothing is touched. */
export const imageTranslation = (): ByteTranslation => ({ translate: (chunk) => chunk, end: () => NOTHING });

/** ASCII type towards the client: every line ends in CR LF (RFC 959, section 3.1.1.1); a line that does already is left. */
export function networkAsciiTranslation(): ByteTranslation {
  let before = 0;
  return {
    translate(chunk) {
      const out = Buffer.allocUnsafe(chunk.length * 2);
      let length = 0;
      for (const byte of chunk) {
        if (byte === LF && before !== CR) out[length++] = CR;
        out[length++] = before = byte;
      }
      return out.subarray(0, length);
    },
    end: () => NOTHING,
  };
}

/** ASCII type from the client: the gateway's files end their lines in LF; a CR that ends no line is kept. */
export function localAsciiTranslation(): ByteTranslation {
  let heldCr = false;
  return {
    translate(chunk) {
      const out = Buffer.allocUnsafe(chunk.length + 1);
      let length = 0;
      for (const byte of chunk) {
        if (heldCr && byte !== LF) out[length++] = CR;
        heldCr = byte === CR;
        if (!heldCr) out[length++] = byte;
      }
      return out.subarray(0, length);
    },
    end: () => (heldCr ? Buffer.from([CR]) : NOTHING),
  };
}
