import type { CharsetName } from "../../../shared/profile/charset.js";
import { windows1252Character } from "../../system/windows-1252.js";

/** The characters of a charset beside ASCII, by their bytes as latin1, and back. */
export interface CharsetTable {
  /** Finds in a text of bytes each character that is written in the charset, and each byte that is part of none. */
  readonly pattern: RegExp;
  readonly characters: ReadonlyMap<string, string>;
  readonly bytes: ReadonlyMap<string, string>;
}

/**
 * What devices and FTP servers of Windows call Latin-1 is Windows-1252, as the Encoding Standard has it too: no name holds
 * the control characters that are lost by that.
 */
function windows1252(): CharsetTable {
  const characters = new Map<string, string>();
  for (let code = 0x80; code <= 0xff; code++) characters.set(String.fromCharCode(code), windows1252Character(code));
  return { pattern: /[\x80-\xff]/g, characters, bytes: inverted(characters) };
}

/**
 * Shift-JIS as Windows has it. Read character by character: ICU, on which Node's TextDecoder stands, exchanges three control
 * characters of ASCII. Where two codes have one character, names are written by the one that Windows takes: not by NEC's
 * copies in rows ED and EE (WHATWG Encoding Standard, index Shift_JIS pointer).
 */
function shiftJis(): CharsetTable {
  const decoder = new TextDecoder("shift_jis");
  const characters = new Map<string, string>();
  const add = (...code: number[]): void => {
    const character = decoder.decode(Uint8Array.from(code));
    if (character.length === 1 && character !== "\ufffd") characters.set(String.fromCharCode(...code), character);
  };
  for (let code = 0xa1; code <= 0xdf; code++) add(code);
  for (let lead = 0x81; lead <= 0xfc; lead++)
    if (lead < 0xa0 || lead > 0xdf) for (let trail = 0x40; trail <= 0xfc; trail++) if (trail !== 0x7f) add(lead, trail);
  const isCopy = (bytes: string): boolean => /^[\xed\xee]/.test(bytes);
  return {
    pattern: /[\xa1-\xdf]|[\x81-\x9f\xe0-\xfc][\x40-\x7e\x80-\xfc]|[\x80-\xff]/g,
    characters,
    bytes: inverted([...characters].sort(([one], [other]) => Number(isCopy(one)) - Number(isCopy(other)))),
  };
}

/** The first of several codes counts. */
function inverted(characters: Iterable<readonly [string, string]>): ReadonlyMap<string, string> {
  const bytes = new Map<string, string>();
  for (const [code, character] of characters) if (!bytes.has(character)) bytes.set(character, code);
  return bytes;
}

const TABLES: Readonly<Record<Exclude<CharsetName, "utf-8">, () => CharsetTable>> = {
  latin1: windows1252,
  "shift-jis": shiftJis,
};
const made = new Map<CharsetName, CharsetTable>();

/** The table of a charset, which is made once. */
export function charsetTable(name: Exclude<CharsetName, "utf-8">): CharsetTable {
  const table = made.get(name) ?? TABLES[name]();
  made.set(name, table);
  return table;
}
