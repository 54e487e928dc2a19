import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { matchesGlob, parseGlob } from "../../../src/shared/text/glob.js";

describe("a name and a pattern", () => {
  it.each([
    ["popeye", "pop*", true],
    ["popeye", "p?p*e", true],
    ["popeye", "p?p", false],
    ["", "*", true],
    ["", "?", false],
    ["a]b", "a]b", true],
    ["a[b", "a[b", true],
    ["b1", "[a-c]*", true],
    ["d1", "[a-c]*", false],
    ["d1", "[!a-c]*", true],
    ["d1", "[^a-c]*", true],
    ["]", "[]a]", true],
    ["a", "[]a]", true],
    ["a", "[!]a]", false],
    ["-", "[a-]", true],
    ["a", "[", false],
    ["[]", "[]", true],
  ])("%s fits %s with sets: %s", (name, pattern, isFit) => {
    expect(matchesGlob(name, parseGlob(pattern))).toBe(isFit);
  });

  it("of hosts know no sets", () => {
    expect([matchesGlob("[a-c]", "[a-c]"), matchesGlob("b", "[a-c]")]).toEqual([true, false]);
  });

  it("of files want a leading dot written", () => {
    const hidden = (pattern: string) => matchesGlob(".a", parseGlob(pattern), { hidesDots: true });
    expect(["*", "?a", "[.]a", ".*", ".a"].map(hidden)).toEqual([false, false, false, true, true]);
    expect(matchesGlob(".a", "*")).toBe(true);
  });

  it("of brackets without end are not searched for sets", () => {
    expect(parseGlob("[a]")).toEqual([expect.any(Function)]);
    expect(Array.from(parseGlob("[a]".repeat(400)), (token) => typeof token)).not.toContain("function");
  });

  it("that are too long fit nothing but themselves", () => {
    const long = "a".repeat(2_000);
    expect([matchesGlob(long, long), matchesGlob(long, "*")]).toEqual([true, false]);
  });

  it("are given up when the work is at its end, and cost no more than their lengths multiplied", () => {
    const budget = { remaining: 100 };
    expect(matchesGlob("a".repeat(1_000), `${"*a".repeat(500)}b`, { budget })).toBe(false);
    expect(budget.remaining).toBeLessThan(0);
    const enough = { remaining: 2_000_000 };
    matchesGlob("a".repeat(1_000), `${"*a".repeat(500)}b`, { budget: enough });
    expect(enough.remaining).toBeGreaterThan(900_000);
  });

  it("agree with a regular expression, where that is short", () => {
    const small = fc.array(fc.constantFrom("a", "b", "*", "?"), { maxLength: 8 }).map((parts) => parts.join(""));
    fc.assert(
      fc.property(small, small, (name, pattern) => {
        const expression = new RegExp(`^${pattern.replaceAll("*", "[^]*").replaceAll("?", "[^]")}$`);
        expect(matchesGlob(name, pattern)).toBe(expression.test(name));
        expect(matchesGlob(name, parseGlob(pattern))).toBe(expression.test(name));
      }),
    );
  });
});
