import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { printableFields, printableJson, printableLine, printableText } from "../../../src/shared/words/printable.js";
import type { Finding } from "../../../src/shared/check/finding.js";
import { findingLines } from "../../../src/shared/words/finding-lines.js";
import { describeFailure, describeWarning, joinMessage } from "../../../src/shared/words/words.js";
import { SAMPLE_FAILURES } from "../../support/fixtures/sample-failures.js";

/** Each kind by itself: C0, DEL, C1, line ends, marks and overrides of direction, separators. */
const HOSTILE = Array.from(
  "\0\x07\x08\x0b\x0c\x0d\x1b\x1f\x7f\x80\x85\x9b\x9d\x9f\u061c\u200e\u200f\u2028\u2029" +
    "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufeff",
);
const ATTACK = `\x1b]0;PWN\x07\x1b[2J\x9b31m\u202e\u2066\r\ncuvlert: all is well\rx\u2028y`;
const STEERING = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/;

describe("a text of somebody else's", () => {
  it.each(HOSTILE.map((sign) => [`U+${sign.charCodeAt(0).toString(16).padStart(4, "0")}`, sign]))(
    "has no %s in it once it is printable",
    (_, sign) => {
      expect(printableText(`a${sign}b`)).toMatch(/^ab$/);
      expect(printableLine(`a${sign}b`)).toMatch(/^a ?b$/);
    },
  );

  it("keeps every other character, accents, emoji and Chinese among them", () => {
    const text = "Olivé \u{1f469}\u200d\u{1f4bb} 网关 שלום (~/x) \\e[0m";
    expect([printableText(text), printableLine(text)]).toEqual([text, text]);
  });

  it("keeps its lines where it may have some, and is one line where not", () => {
    expect(printableText("a\r\nb\n\tc\rd")).toBe("a\nb\n\tcd");
    expect(printableLine("a\r\nb\n\tc\rd\x85e")).toBe("a b c d e");
  });

  it("is the same once more", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        for (const fit of [printableText, printableLine]) {
          expect(fit(fit(text))).toBe(fit(text));
          expect(fit(text)).not.toMatch(STEERING);
        }
      }),
    );
  });

  it("reads back from JSON as it was, though none of it steers a terminal there", () => {
    const data = { [`key${ATTACK}`]: [ATTACK, ...HOSTILE], more: { n: 1, isIt: true, none: null } };
    expect(printableJson(data)).not.toMatch(/[\n\t]/);
    expect(printableJson(data)).not.toMatch(STEERING);
    expect(JSON.parse(printableJson(data))).toEqual(data);
  });

  it("is made so everywhere in plain data", () => {
    const data = { says: ATTACK, list: [{ inner: ATTACK }, 5], not: undefined };
    expect(JSON.stringify(printableFields(data))).not.toMatch(STEERING);
    expect(printableFields(data)).toMatchObject({ list: [expect.anything(), 5] });
  });
});

describe("a sentence", () => {
  /** Every text of a failure with the attack in it, but for those that choose the sentence. */
  const attacked = (value: unknown, key = ""): unknown => {
    if (typeof value === "string")
      return ["code", "cause", "method", "outcome", "part", "problem", "speaks"].includes(key) ? value : value + ATTACK;
    if (Array.isArray(value)) return value.map((one) => attacked(one, key));
    if (typeof value !== "object" || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, attacked(inner, name)]));
  };

  it.each(
    Object.values(SAMPLE_FAILURES)
      .flat()
      .map((failure) => [failure.code, failure] as const),
  )("about %s is one line that steers nothing, whatever the other side has said", (_, failure) => {
    const said = joinMessage(describeFailure(attacked(failure) as typeof failure));
    expect(said).not.toMatch(STEERING);
    expect(said.split("\n")).toHaveLength(joinMessage(describeFailure(failure)).split("\n").length);
  });

  it("of a finding steers nothing either, nor do the settings beneath it", () => {
    const lines = findingLines({
      probe: "passive",
      of: `x${ATTACK}`,
      outcome: "warning",
      found: { code: "extended-passive.refused", said: ATTACK },
      settings: { title: `t${ATTACK}`, place: ATTACK, lines: [ATTACK], restart: ATTACK },
    } as unknown as Finding);
    expect(lines.length).toBeGreaterThan(3);
    for (const line of lines) expect(line).not.toMatch(STEERING);
    for (const line of lines) expect(line).not.toContain("\n");
  });

  it("of a warning is none either", () => {
    const { says, remedy } = describeWarning({ code: "host-key.line-damaged", file: `x${ATTACK}`, line: 3 });
    expect(says + remedy).not.toMatch(STEERING);
  });
});
