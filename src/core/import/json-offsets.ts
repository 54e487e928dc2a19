/** Where things stand in a JSON text, of which its parser says nothing that can be relied on. Places count from 0. */
export interface JsonPlaces {
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
const CUT = /(?:"[^\x00-\x1f]*|[-+.\w]*)$/y;

/** One list or object that is not closed yet, and what may come next in it. */
interface Open {
  readonly closing: "]" | "}";
  readonly isProfiles: boolean;
  key: string;
}

/** Walk through a text in time of its length. */
export function jsonPlaces(text: string): JsonPlaces {
  const profiles: number[] = [];
  const open: Open[] = [];
  let place = 0;
  const at = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = place;
    return pattern.exec(text)?.[0];
  };
  const broken = (): JsonPlaces => ({ broken: at(CUT) === undefined ? place : text.length, profiles });
  const eat = (found: string): void => {
    place += found.length;
    place += at(BLANK)?.length ?? 0;
  };

  eat("");
  for (;;) {
    const inside = open.at(-1);
    if (inside?.closing === "}") { // `"key":` before each value of an object
      const key = at(STRING);
      if (key === undefined) return broken();
      eat(key);
      if (text[place] !== ":") return broken();
      eat(":");
      inside.key = key;
    } else if (inside?.isProfiles === true) profiles.push(place);

    const begins = text[place];
    if (begins === "{" || begins === "[") {
      const closing = begins === "{" ? "}" : "]";
      const isProfiles = begins === "[" && open.length === 1 && inside?.key === "\"profiles\"";
      eat(begins);
      if (text[place] !== closing) {
        open.push({ closing, isProfiles, key: "" });
        continue;
      }
      eat(closing);
    } else {
      const scalar = at(STRING) ?? at(SCALAR);
      if (scalar === undefined) return broken();
      eat(scalar);
    }
    for (let around = open.at(-1); around !== undefined && text[place] === around.closing; around = open.at(-1)) {
      open.pop();
      eat(around.closing);
    }
    if (open.length === 0) return place < text.length ? broken() : { profiles };
    if (text[place] !== ",") return broken();
    eat(",");
  }
}
