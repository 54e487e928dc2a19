import { decodeWindows1252 } from "../../system/windows-1252.js";

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

/** Read bytes as the programs of this field write them: UTF-8, UTF-16 with a byte order mark or without, what an XML file says itself, else an old Windows page. */
export function decodeText(bytes: Uint8Array): Decoded {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return textOf(new TextDecoder("utf-16le").decode(bytes));
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return textOf(new TextDecoder("utf-16be").decode(bytes));
  const unmarked = unmarkedUtf16(bytes);
  if (unmarked !== undefined)
    return textOf(new TextDecoder(unmarked).decode(bytes), { encoding: "UTF-16", at: { line: 1 } });
  try {
    return textOf(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
  } catch {
    const declared = decodeAsDeclared(bytes);
    if (declared !== undefined) return textOf(declared);
    return textOf(decodeWindows1252(bytes), {
      encoding: "Windows-1252",
      at: firstInvalidByte(bytes),
    });
  }
}

/** What an XML declaration says of its file's encoding (XML 1.0, section 4.3.3): `<?xml version="1.0" encoding="windows-1251"?>`. */
const XML_ENCODING = /^<\?xml\s[^>]*?\sencoding\s*=\s*["']([\w.:-]{1,40})["']/;

/** The text of an XML file in the encoding that it names; nothing where it names none, or one that is not known. */
function decodeAsDeclared(bytes: Uint8Array): string | undefined {
  const [, label] = XML_ENCODING.exec(decodeWindows1252(bytes.subarray(0, 200)).trimStart()) ?? [];
  if (label === undefined) return undefined;
  try {
    const decoder = new TextDecoder(label);
    if (decoder.encoding.startsWith("utf-")) return undefined; // the bytes are none of that
    return decoder.encoding === "windows-1252" ? decodeWindows1252(bytes) : decoder.decode(bytes);
  } catch {
    return undefined;
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
