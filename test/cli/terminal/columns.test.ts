import { describe, expect, it } from "vitest";
import { formatColumns, truncate } from "../../../src/cli/terminal/columns.js";

describe("columns", () => {
  it("are as wide as the widest cell, counting a Chinese sign as two places", () => {
    expect(
      formatColumns([
        ["端口", "状态"],
        ["control", "监听中"],
        ["a", "x"],
      ]),
    ).toEqual(["端口     状态", "control  监听中", "a        x"]);
  });

  it.each([
    { line: "control", places: 4, kept: "cont" },
    { line: "control", places: 7, kept: "control" },
    { line: "端口 a", places: 3, kept: "端" },
    { line: "端口 a", places: 4, kept: "端口" },
  ])("leave “$kept” of “$line” on $places places", ({ line, places: width, kept }) => {
    expect(truncate(line, width)).toBe(kept);
  });
});
