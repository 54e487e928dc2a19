/** A file's text, or that it is none. `guessed`: not UTF-8 and without a byte order mark, so taken as Windows-1252. */
export type Decoded = { readonly text: string; readonly guessed: boolean } | "binary";

/** Read bytes as the programs of this field write them: UTF-8, UTF-16 with a byte order mark, else an old Windows page. */
export function decode(bytes: Uint8Array): Decoded {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return textOf(new TextDecoder("utf-16le").decode(bytes), false);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return textOf(new TextDecoder("utf-16be").decode(bytes), false);
  try {
    return textOf(new TextDecoder("utf-8", { fatal: true }).decode(bytes), false);
  } catch {
    return textOf(new TextDecoder("windows-1252").decode(bytes), true);
  }
}

/** A NUL stands in no text; a key ring, an archive or a UTF-16 file without its mark has some at once. */
const textOf = (text: string, guessed: boolean): Decoded => (text.includes("\0") ? "binary" : { text, guessed });
