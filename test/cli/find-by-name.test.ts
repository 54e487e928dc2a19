import { describe, expect, it } from "vitest";
import { editDistance, findByName } from "../../src/cli/find-by-name.js";

const ALL = [
  { id: "popeye", name: "Popeye's site" },
  { id: "olive", name: "Olive" },
  { id: "brutus", name: "popeye" },
  { id: "twin-1", name: "Twin" },
  { id: "twin-2", name: "twin " },
];

describe("what is found under a name", () => {
  it.each([
    ["popeye", "popeye"],
    ["Popeye's site", "popeye"],
    ["POPEYE'S SITE", "popeye"],
    ["Olive", "olive"],
    [" oLiVe ", "olive"],
    ["Twin", "twin-1"],
  ])("is for “%s” the profile %s", (asked, id) => {
    expect(findByName(ALL, asked).match?.id).toBe(id);
  });

  it.each([
    ["popey", "popeye"],
    ["opopeye", "popeye"],
    ["ovile", "olive"],
    ["bruuts", "brutus"],
    ["Popeyes site", "popeye"],
  ])("is nothing for “%s”, with a suggestion: %s", (asked, suggestion) => {
    expect(findByName(ALL, asked)).toEqual({ suggestion });
  });

  it.each(["", "x", "wimpy", "entirely different"])("is nothing for “%s”, with none", (asked) => {
    expect(findByName(ALL, asked)).toEqual({ suggestion: undefined });
  });

  it("is nothing where capitals alone tell two apart and neither is meant", () => {
    expect(findByName(ALL, "TWIN").match).toBeUndefined();
  });
});

it.each([
  ["", "abc", 3],
  ["abc", "", 3],
  ["abc", "abc", 0],
  ["abc", "acb", 1],
  ["abc", "axc", 1],
  ["kitten", "sitting", 3],
  ["popeye", "popye", 1],
])("from “%s” to “%s” it takes %i changes", (one, other, changes) => {
  expect(editDistance(one, other)).toBe(changes);
});
