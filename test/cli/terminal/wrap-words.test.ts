import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { widthOf } from "../../../src/cli/terminal/columns.js";
import { wrapCells, wrapWords } from "../../../src/cli/terminal/wrap-words.js";

describe("a text on a narrow terminal", () => {
  it("is broken between words, behind what hangs over", () => {
    expect(wrapWords("Popeye eats spinach out of a can", 14, "  ")).toEqual([
      "Popeye eats",
      "  spinach out",
      "  of a can",
    ]);
  });

  it("keeps a fingerprint whole where it fits into a line of its own", () => {
    const fingerprint = `SHA256:${"aB3/+".repeat(8)}xyz`;
    expect(wrapWords(`ssh-ed25519 ${fingerprint} is new`, 52)).toEqual(["ssh-ed25519", fingerprint, "is new"]);
  });

  it("goes on in the next line with what is wider than a line, and leaves nothing out", () => {
    expect(wrapWords("a /very/long/path/to/a/file b", 10, " ")).toEqual([
      "a",
      " /very/lon",
      " g/path/to",
      " /a/file b",
    ]);
  });

  it("is broken between Chinese signs, and never before what closes them", () => {
    expect(wrapWords("监听端口被占用，请换一个。", 10)).toEqual(["监听端口被", "占用，请换", "一个。"]);
    for (const line of wrapWords("已打开，但不可用。请检查：它的设置（端口）。", 8))
      expect(line).not.toMatch(/^[，。：）]/);
  });

  it("is one line where there is room, and never none", () => {
    expect(wrapWords("Popeye: Open", Infinity)).toEqual(["Popeye: Open"]);
    expect(wrapWords("", 10)).toEqual([""]);
  });

  it("keeps every sign but blanks, in lines that fit", () => {
    const sign = fc.constantFrom("a", "b", "1", ".", " ", "端", "口", "，", "。", "…");
    fc.assert(
      fc.property(fc.array(sign), fc.integer({ min: 4, max: 30 }), (signs, width) => {
        const text = signs.join("");
        const lines = wrapWords(text, width, "  ");
        expect(lines.join("").replace(/ /g, "")).toBe(text.replace(/ /g, ""));
        for (const line of lines) expect(widthOf(line) <= width).toBe(true);
      }),
    );
  });

  it("keeps cells whole, two blanks apart", () => {
    expect(wrapCells(["control", "127.0.0.1:2121", "Listening", "1.25 MB", "3 KB"], 26, "  ")).toEqual([
      "control  127.0.0.1:2121",
      "  Listening  1.25 MB  3 KB",
    ]);
  });
});
