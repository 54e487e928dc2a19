import { decodeWindows1252 } from "../system/windows-1252.js";

/** A file's text, and the encoding it was guessed to be in, with the place from which that was needed; or where it holds what is no text. */
export type Decoded = { readonly text: string; readonly guessed?: EncodingGuess } | { readonly binaryAt: LinePosition };

interface EncodingGuess {
  readonly encoding: "Windows-1252" | "UTF-16";
  readonly at: LinePosition;
}

/** A line of the file, counted from 1. */
interface LinePosition {
  readonly line: number;
}

/** Read bytes as the programs of this field write them: UTF-8, UTF-16 with a byte order mark or without, else an old Windows page. */
export function decodeText(bytes: Uint8Array): Decoded {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return textOf(new TextDecoder("utf-16le").decode(bytes));
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return textOf(new TextDecoder("utf-16be").decode(bytes));
  const unmarked = unmarkedUtf16(bytes);
  if (unmarked !== undefined)
    return textOf(new TextDecoder(unmarked).decode(bytes), { encoding: "UTF-16", at: { line: 1 } });
  try {
    return textOf(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    return textOf(decodeWindows1252(bytes), {
      encoding: "Windows-1252",
      at: firstInvalidByte(bytes),
    });
  }
}

/** Settings begin with plain letters, of which every second byte is zero in UTF-16. */
function unmarkedUtf16([first, second, third, fourth]: Uint8Array): "utf-16le" | "utf-16be" | undefined {
  if (first !== 0 && second === 0 && third !== 0 && fourth === 0) return "utf-16le";
  return first === 0 && second !== 0 && third === 0 && fourth !== 0 ? "utf-16be" : undefined;
}

/** A NUL stands in no text; a key ring or an archive has some at once. */
function textOf(text: string, guessed?: EncodingGuess): Decoded {
  const nul = text.indexOf("\0");
  if (nul >= 0) return { binaryAt: { line: linesIn(text.slice(0, nul)) } };
  return guessed === undefined ? { text } : { text, guessed };
}

/** The line of the first byte that is not UTF-8. */
function firstInvalidByte(bytes: Uint8Array): LinePosition {
  const lenient = new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes);
  const own = new TextEncoder().encode(lenient); // the same up to the sign that stands in for it
  const offset = bytes.findIndex((byte, index) => byte !== own[index]);
  return { line: linesIn(decodeWindows1252(bytes.subarray(0, offset))) };
}

const linesIn = (before: string): number => before.split(/\r\n?|\n/).length;
