/** Where things stand in a JSON text, of which its parser says nothing that can be relied on. Places count from 0. */
export interface JsonOffsets {
  /** Where it stops being JSON (RFC 8259); its length where it was cut off, nothing where it is whole. */
  readonly broken?: number;
  /** Where each element of the top object's list `profiles` begins. */
  readonly profiles: readonly number[];
}

const BLANK = /[ \t\r\n]*/y;
const SCALAR = /(?:-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.+-])/y;
/** Each run of plain signs in one step, so that a long text costs no more than its length. */
const STRING = /"[^"\\\x00-\x1f]*(?:\\(?:["\\/bfnrt]|u[0-9A-Fa-f]{4})[^"\\\x00-\x1f]*)*"/y;
/** What a text that was cut off within a string or a word looks like at its end. */
const TRUNCATED = /(?:"[^\x00-\x1f]*|[-+.\w]*)$/y;

/** One list or object that is not closed yet, and what may come next in it. */
interface OpenContainer {
  readonly closing: "]" | "}";
  readonly isProfiles: boolean;
  key: string;
}

/** Walk through a text in time of its length. */
export function jsonOffsets(text: string): JsonOffsets {
  const profiles: number[] = [];
  const open: OpenContainer[] = [];
  let offset = 0;
  const match = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = offset;
    return pattern.exec(text)?.[0];
  };
  const broken = (): JsonOffsets => ({ broken: match(TRUNCATED) === undefined ? offset : text.length, profiles });
  const advance = (found: string): void => {
    offset += found.length;
    offset += match(BLANK)?.length ?? 0;
  };

  advance("");
  for (;;) {
    const inside = open.at(-1);
    if (inside?.closing === "}") {
      // `"key":` before each value of an object
      const key = match(STRING);
      if (key === undefined) return broken();
      advance(key);
      if (text[offset] !== ":") return broken();
      advance(":");
      inside.key = key;
    } else if (inside?.isProfiles === true) profiles.push(offset);

    const begins = text[offset];
    if (begins === "{" || begins === "[") {
      const closing = begins === "{" ? "}" : "]";
      const isProfiles = begins === "[" && open.length === 1 && inside?.key === '"profiles"';
      advance(begins);
      if (text[offset] !== closing) {
        open.push({ closing, isProfiles, key: "" });
        continue;
      }
      advance(closing);
    } else {
      const scalar = match(STRING) ?? match(SCALAR);
      if (scalar === undefined) return broken();
      advance(scalar);
    }
    for (let around = open.at(-1); around !== undefined && text[offset] === around.closing; around = open.at(-1)) {
      open.pop();
      advance(around.closing);
    }
    if (open.length === 0) return offset < text.length ? broken() : { profiles };
    if (text[offset] !== ",") return broken();
    advance(",");
  }
}
