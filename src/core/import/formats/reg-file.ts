import { decodeWindows1252 } from "../../system/windows-1252.js";
import { MAX_LINES, parseSections, type Section, type ParsedSections, type ParsedLine } from "./ini-file.js";

/** The first line of what regedit and `reg.exe export` write. */
export const isRegFile = (text: string): boolean =>
  /^\s*(?:Windows Registry Editor Version \d|REGEDIT4)/.test(text.slice(0, 200));

/**
 * Read the keys of a `.reg` file: `[HKEY_CURRENT_USER\Software\...]`, `"HostName"="popeye"`, `"PortNumber"=dword:00000016`,
 * and strings in bytes, as regedit writes those that end without a NUL or name variables: `"Font"=hex(2):43,00,6f,00`.
 * As regedit does, `[-HKEY_...]` deletes a key with all below it, and `"HostName"=-` a value, of what stands above.
 */
export function parseRegFile(text: string, file: string): ParsedSections {
  const decode = /^\s*REGEDIT4/.test(text) ? decodeAnsi : decodeUtf16;
  return parseSections(joinContinuedLines(text), file, (line) => parseRegLine(line, decode));
}

/** Lines that one string may have; nothing that a session keeps has more. */
const MAX_STRING_LINES = 50;
/** Stands for a line end inside a string until it has been read. */
const LINE_END = "\x01";

/**
 * Values that go on in the next line become one: bytes whose line ends with `\`, and strings that hold a line end, which
 * regedit writes as it is. Empty lines stand in for what was joined, so that each line keeps its number.
 */
function joinContinuedLines(text: string): string {
  const lines = text.split(/\r\n?|\n/, MAX_LINES + 1); // the one too many is told of
  const joined: string[] = [];
  for (let index = 0; index < lines.length;) {
    const first = lines[index] ?? "";
    const [count, separator] = isBytes(first)
      ? [linesOfBytes(lines, index), ""]
      : [isOpenString(first) ? linesOfString(lines, index) : 1, LINE_END];
    const value = lines.slice(index, index + count);
    joined.push((separator === "" ? value.map((line) => line.trim().replace(/\\$/, "")) : value).join(separator));
    for (let line = 1; line < count; line++) joined.push("");
    index += count;
  }
  return joined.join("\n");
}

const isBytes = (line: string): boolean => /^\s*(?:"[^"\\]*(?:\\.[^"\\]*)*"|@)\s*=\s*hex/i.test(line);
const isOpenString = (line: string): boolean =>
  /^\s*(?:"[^"\\]*(?:\\.[^"\\]*)*"|@)\s*=\s*"[^"\\]*(?:\\.[^"\\]*)*\\?$/.test(line);

/** How many lines bytes have; a line that is none of theirs ends them, wherever the line before was cut. */
function linesOfBytes(lines: readonly string[], start: number): number {
  let end = start + 1;
  while (/\\\s*$/.test(lines[end - 1] ?? "") && /^[\s0-9A-Fa-f,\\]*$/.test(lines[end] ?? "-")) end++;
  return end - start;
}

/** How many lines a string has; one where it is never closed, or a key begins before. */
function linesOfString(lines: readonly string[], start: number): number {
  for (let line = start + 1; line < Math.min(lines.length, start + MAX_STRING_LINES); line++) {
    const content = lines[line] ?? "";
    if (content.startsWith("[")) return 1;
    if (/^[^"\\]*(?:\\.[^"\\]*)*"\s*$/.test(content)) return line + 1 - start;
  }
  return 1;
}

function parseRegLine(line: string, decode: (bytes: Uint8Array) => string): ParsedLine {
  const content = line.trim();
  if (content === "" || content.startsWith(";") || isRegFile(content)) return { kind: "nothing" };
  if (content.startsWith("[-") && content.endsWith("]")) return { kind: "delete-section", name: content.slice(2, -1) };
  if (content.startsWith("["))
    return content.endsWith("]") ? { kind: "section", name: content.slice(1, -1) } : { kind: "wrong" };
  const [, quoted, value = ""] = /^(?:"([^"\\]*(?:\\.[^"\\]*)*)"|@)\s*=\s*(.*)$/s.exec(content) ?? [];
  const isDefault = content.startsWith("@"); // no program of this field keeps anything in a key's default value
  if (quoted === undefined && !isDefault) return { kind: "wrong" };
  if (isDefault)
    return readValue(value, decode) === undefined && value !== "-" ? { kind: "wrong" } : { kind: "nothing" };
  const name = unescaped(quoted ?? "");
  if (value === "-") return { kind: "delete-value", name };
  const read = readValue(value, decode);
  if (read === undefined) return { kind: "wrong" };
  return read.text === undefined ? { kind: "nothing" } : { kind: "value", name, text: read.text };
}

/** REG_SZ and REG_EXPAND_SZ, REG_DWORD (and REG_DWORD_BIG_ENDIAN) in bytes, as winnt.h numbers them. */
const STRING_TYPES = ["1", "2"];
const [DWORD_TYPE, BIG_ENDIAN_TYPE] = ["4", "5"];

/** A value's text; without one where it is binary data. @returns nothing where it cannot be read */
function readValue(value: string, decode: (bytes: Uint8Array) => string): { readonly text?: string } | undefined {
  const [, string] = /^"([^"\\]*(?:\\.[^"\\]*)*)"$/s.exec(value) ?? [];
  if (string !== undefined) return { text: unescaped(string).replaceAll(LINE_END, "\n") };
  const [, number] = /^dword:([0-9A-F]{1,8})$/i.exec(value) ?? [];
  if (number !== undefined) return { text: String(Number.parseInt(number, 16)) };
  const [, written = "3", list] = /^hex(?:\(0*([0-9A-F]{1,8})\))?:(.*)$/is.exec(value) ?? [];
  if (list === undefined || /[^0-9A-Fa-f,\s]/.test(list)) return undefined;
  const bytes = Buffer.from(list.replace(/[,\s]/g, ""), "hex");
  if (STRING_TYPES.includes(written)) return { text: withHomeFolder(decode(bytes).replace(/\0.*$/s, "")) };
  if (written === DWORD_TYPE && bytes.length === 4) return { text: String(bytes.readUInt32LE()) };
  if (written === BIG_ENDIAN_TYPE && bytes.length === 4) return { text: String(bytes.readUInt32BE()) };
  return {};
}

const decodeUtf16 = (bytes: Uint8Array): string => new TextDecoder("utf-16le").decode(bytes);
/** The page of the computer that wrote it is not told; that of western Europe is guessed, as for the file itself. */
const decodeAnsi = decodeWindows1252;

/** Windows puts the value of a variable into REG_EXPAND_SZ; that of the home folder is `~` in a profile. */
export const withHomeFolder = (text: string): string =>
  text.replace(/^%(?:USERPROFILE|HOMEDRIVE%%HOMEPATH)%(?=[\\/]|$)/i, "~");

const unescaped = (text: string): string => text.replace(/\\(.)/gs, "$1");

/** The sessions that a program keeps below a key, each with its name as it is written there. */
export function sessionsUnder(
  sections: readonly Section[],
  key: string,
): readonly { readonly name: string; readonly section: Section }[] {
  const prefix = `\\${key}\\sessions\\`.toLowerCase();
  return sections.flatMap((section) => {
    const index = section.name.toLowerCase().indexOf(prefix);
    const name = index < 0 ? "" : section.name.slice(index + prefix.length);
    return name === "" ? [] : [{ name, section }];
  });
}
