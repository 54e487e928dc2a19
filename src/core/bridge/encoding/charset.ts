import type { CharsetName } from "../../../shared/profile/charset.js";
import { bytesOf } from "./byte-text.js";
import { charsetTable, type CharsetTable } from "./charset-table.js";

/**
 * How one client writes names. The gateway's are UTF-8, in whatever else its bytes may be; all strings are bytes as latin1.
 *
 * What a charset has not is written by ASCII alone: `%u5199;` is the character U+5199, `%xE9;` a byte that is part of no
 * UTF-8. A name that holds such a text itself has its `%` written as `%u0025;`, so no two names look the same, and each is
 * found again as it was listed, by every connection.
 */
export interface Charset {
  readonly name: CharsetName;
  /** A name of the client's as the gateway has it. @returns nothing where the bytes are none of the charset */
  decode(bytes: string): string | undefined;
  /** Any other text of the client's, as UTF-8. @returns nothing where the bytes are none of the charset */
  decodeText(bytes: string): string | undefined;
  /** A line in which names of the gateway stand, as the client reads it. */
  encode(bytes: string): string;
}

/** Names as the gateway has them, to the byte. */
const UNCHANGED: Charset = {
  name: "utf-8",
  decode: (bytes) => bytes,
  decodeText: (bytes) => bytes,
  encode: (bytes) => bytes,
};

/** The charset of a profile's name for it. */
export const charsetOf = (name: CharsetName = "utf-8"): Charset => (name === "utf-8" ? UNCHANGED : byTable(name));

/** One character of UTF-8 (RFC 3629, section 4), or a byte that begins none. */
const UTF8_CHARACTER =
  /[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2}|[\x80-\xff]|%(?=u[0-9A-F]{4,6};|x[89A-F][0-9A-F];)/g;
const PLACEHOLDER = /%(?:u([0-9A-F]{4,6})|x([89A-F][0-9A-F]));/g;

function byTable(name: Exclude<CharsetName, "utf-8">): Charset {
  const table = charsetTable(name);
  const decodeText = (bytes: string): string | undefined => fromTable(bytes, table);
  return {
    name,
    decode: (bytes) =>
      decodeText(bytes)?.replace(PLACEHOLDER, (written, code: string | undefined, byte: string | undefined) =>
        code === undefined ? String.fromCharCode(parseInt(byte ?? "", 16)) : (withheld(code, table) ?? written),
      ),
    decodeText,
    encode: (bytes) =>
      bytes.replace(UTF8_CHARACTER, (character) => {
        if (character.length === 1)
          return character === "%"
            ? placeholder(character)
            : `%x${character.charCodeAt(0).toString(16).toUpperCase()};`;
        const text = Buffer.from(character, "latin1").toString("utf8");
        return table.bytes.get(text) ?? placeholder(text);
      }),
  };
}

const placeholder = (character: string): string => `%u${hexOf(character.codePointAt(0) ?? 0)};`;
const hexOf = (code: number): string => code.toString(16).toUpperCase().padStart(4, "0");

/** The character that a placeholder stands for, as UTF-8; nothing where it would be written as itself. */
function withheld(hex: string, table: CharsetTable): string | undefined {
  const code = parseInt(hex, 16);
  if (hexOf(code) !== hex || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return undefined;
  const character = String.fromCodePoint(code);
  const isWithheld = code >= 0x80 ? !table.bytes.has(character) : character === "%";
  return isWithheld ? bytesOf(character) : undefined;
}

/** @returns UTF-8 as latin1; nothing where a byte is part of no character */
function fromTable(bytes: string, { pattern, characters }: CharsetTable): string | undefined {
  let unknown = 0;
  const decoded = bytes.replace(pattern, (code) => {
    const character = characters.get(code);
    if (character === undefined) unknown++;
    return bytesOf(character ?? "");
  });
  return unknown === 0 ? decoded : undefined;
}
