import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { inOrder, movedOver, movedTo } from "../../../src/shared/profile/profile-order.js";

const profiles = (ids: string) => Array.from(ids).map((id) => ({ id }));
const idsOf = (list: readonly { readonly id: string }[]): string => list.map(({ id }) => id).join("");

describe("The order of profiles", () => {
  it.each([
    ["abcd", "dbca", "dbca"],
    ["abcd", "", "abcd"],
    ["abxcd", "dcba", "dcbxa"],
    ["xabcd", "dcba", "xdcba"],
    ["abcd", "dzcba", "dcba"],
  ])("of %s by %s is %s", (before, order, after) => {
    expect(idsOf(inOrder(profiles(before), Array.from(order)))).toBe(after);
  });

  it("loses and doubles none, whatever it is asked for", () => {
    const ids = fc.uniqueArray(fc.stringMatching(/^[a-z]$/), { maxLength: 20 });
    fc.assert(
      fc.property(ids, fc.array(fc.stringMatching(/^[a-z]$/)), (before, order) => {
        expect(
          inOrder(
            before.map((id) => ({ id })),
            order,
          )
            .map(({ id }) => id)
            .sort(),
        ).toEqual([...before].sort());
      }),
    );
  });

  it.each([
    ["abcd", "abcd", "b", "up", "bacd"],
    ["abcd", "abcd", "b", "down", "acbd"],
    ["abcd", "bd", "d", "up", "adbc"],
    ["abcd", "ac", "a", "down", "bcad"],
  ] as const)("of %s, of which %s are shown, with %s moved %s is %s", (all, shown, moved, direction, after) => {
    expect(movedOver(Array.from(all), Array.from(shown), moved, direction)?.join("")).toBe(after);
  });

  it("stays at either end", () => {
    expect(movedOver(Array.from("abc"), Array.from("abc"), "a", "up")).toBeUndefined();
    expect(movedOver(Array.from("abc"), Array.from("abc"), "c", "down")).toBeUndefined();
    expect(movedOver(Array.from("abc"), Array.from("ab"), "c", "up")).toBeUndefined();
  });

  it.each([
    ["abcd", "a", "c", "before", "bacd"],
    ["abcd", "a", "c", "after", "bcad"],
    ["abcd", "d", "a", "before", "dabc"],
    ["abcd", "b", "b", "after", "abcd"],
    ["abcd", "b", "z", "after", "abcd"],
  ] as const)("of %s with %s moved to %s, %s it, is %s", (all, moved, target, side, after) => {
    expect(movedTo(Array.from(all), moved, target, side).join("")).toBe(after);
  });
});
