import fc from "fast-check";

/** One change to a text; places and lengths are taken modulo what is there. */
type Change =
  | { readonly kind: "cut" | "repeat" | "swap"; readonly at: number; readonly length: number }
  | { readonly kind: "put" | "replace"; readonly at: number; readonly length: number; readonly text: string };

const index = fc.nat(0xffff);
const length = fc.oneof({ weight: 4, arbitrary: fc.nat(8) }, { weight: 1, arbitrary: fc.nat(400) });
/** What parsers stumble over wherever it stands. */
const AWKWARD = [
  "\0",
  "\r",
  "\n",
  "\r\n",
  "\n\n",
  " ",
  "\t",
  '"',
  "'",
  "\\",
  "%",
  "%00",
  "%zz",
  ",",
  ":",
  "|",
  "=",
  "-",
  "-1",
  "0",
  "1",
  "65536",
  "4294967295",
  "99999999999999999999",
  "1e9",
  "NaN",
  "\x7f",
  "\x80",
  "\xff",
  "\xff\xf4\xff\xf2",
  "\xef\xbb\xbf",
  "..",
  "/",
  "[",
  "]",
  "*",
  "?",
  "!",
  "#",
  ";",
  "<",
  "&",
  "__proto__",
];

/**
 * Valid texts with a few things wrong: cut, repeated, swapped, with awkward characters or another sample's pieces put in.
 * What was never valid is refused at the first look; what is nearly valid goes deep.
 *
 * @param more pieces that mean something in this language
 */
export function nearly(samples: readonly string[], more: readonly string[] = []): fc.Arbitrary<string> {
  const piece = fc.oneof(
    { weight: 6, arbitrary: fc.constantFrom(...AWKWARD, ...more) },
    {
      weight: 2,
      arbitrary: fc
        .tuple(fc.constantFrom(...samples), index, length)
        .map(([text, at, size]) => text.slice(at % (text.length + 1)).slice(0, size)),
    },
    {
      weight: 1,
      arbitrary: fc
        .tuple(fc.constantFrom(...AWKWARD, ...more), fc.nat(5_000))
        .map(([text, times]) => text.repeat(times)),
    },
  );
  const change: fc.Arbitrary<Change> = fc.oneof(
    fc.record({ kind: fc.constantFrom("cut" as const, "repeat" as const, "swap" as const), at: index, length }),
    fc.record({ kind: fc.constantFrom("put" as const, "replace" as const), at: index, length, text: piece }),
  );
  return fc
    .tuple(fc.constantFrom(...samples), fc.array(change, { maxLength: 5 }))
    .map(([text, changes]) => changes.reduce(changed, text).slice(0, 200_000));
}

function changed(text: string, change: Change): string {
  const at = change.at % (text.length + 1);
  const end = at + change.length;
  switch (change.kind) {
    case "cut":
      return text.slice(0, at) + text.slice(end);
    case "repeat":
      return text.slice(0, end) + text.slice(at);
    case "swap":
      return (
        text.slice(0, at) + text.slice(end, end + change.length) + text.slice(at, end) + text.slice(end + change.length)
      );
    case "put":
      return text.slice(0, at) + change.text + text.slice(at);
    case "replace":
      return text.slice(0, at) + change.text + text.slice(end);
  }
}

/** A valid value with one place in it, at any depth, holding anything at all, or gone. */
export function nearlyValue(samples: readonly unknown[]): fc.Arbitrary<unknown> {
  const anything = fc.oneof(
    fc.anything({ maxDepth: 2 }),
    fc.constantFrom(...AWKWARD, null, undefined, Number.NaN, Number.POSITIVE_INFINITY, -0, 65_536, "x".repeat(100_000)),
  );
  return fc
    .tuple(
      fc.constantFrom(...samples),
      fc.array(fc.tuple(fc.array(fc.nat(12), { maxLength: 6 }), anything), { maxLength: 3 }),
    )
    .map(([value, changes]) =>
      changes.reduce((whole, [path, put]) => withAt(whole, path, put), structuredClone(value)),
    );
}

function withAt(value: unknown, [step, ...rest]: readonly number[], put: unknown): unknown {
  if (step === undefined || typeof value !== "object" || value === null) return put;
  const keys = Object.keys(value);
  const key =
    step >= keys.length ? (["__proto__", "constructor", "more", "0"][step % 4] ?? "more") : (keys[step] ?? "more");
  const changedPart = withAt((value as Record<string, unknown>)[key], rest, put);
  const copy: object = Array.isArray(value) ? Array.from(value as unknown[]) : { ...value };
  return Object.defineProperty(copy, key, { value: changedPart, enumerable: true, configurable: true, writable: true }); // as JSON.parse does: `__proto__` is a key like any other
}
