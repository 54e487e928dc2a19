/**
 * What Windows-1252 has where Latin-1 has control characters (WHATWG Encoding Standard, index windows-1252). It stands here
 * since TextDecoder in some versions of Node, 20 among them, reads these bytes as Latin-1 does (nodejs/node issue 56542).
 */
const FROM_0x80 = "€\x81‚ƒ„…†‡ˆ‰Š‹Œ\x8dŽ\x8f\x90‘’“”•–—˜™š›œ\x9džŸ";

/** The character of one byte of Windows-1252, 0 to 255. */
export const windows1252Character = (byte: number): string =>
  (byte < 0x80 ? "" : FROM_0x80.charAt(byte - 0x80)) || String.fromCharCode(byte);

/** A text in Windows-1252; each of its bytes is a character. */
export const decodeWindows1252 = (bytes: Uint8Array): string =>
  Buffer.from(bytes)
    .toString("latin1")
    .replace(/[\x80-\x9f]/g, (sign) => windows1252Character(sign.charCodeAt(0)));
