import { describe, expect, it } from "vitest";
import { textSizeByKeyboard } from "../../../renderer/app-shell/text-size-by-keyboard.js";

const press = (key: string, held: Partial<Parameters<typeof textSizeByKeyboard>[1]> = { ctrlKey: true }) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  ...held,
});

describe("the keys for the size of text", () => {
  it.each([
    ["+", 100, 110],
    ["=", 150, 175],
    ["+", 200, 200],
    ["-", 125, 110],
    ["_", 110, 100],
    ["-", 100, 100],
    ["0", 175, 100],
  ] as const)("with %s go from %i per cent to %i", (key, now, then) => {
    expect(textSizeByKeyboard(now, press(key))).toBe(then);
    expect(textSizeByKeyboard(now, press(key, { metaKey: true }))).toBe(then);
  });

  it("do nothing alone, with Alt, or with another key", () => {
    expect(
      [press("+", {}), press("0", { ctrlKey: true, altKey: true }), press("a")].map((event) =>
        textSizeByKeyboard(100, event),
      ),
    ).toEqual([undefined, undefined, undefined]);
  });
});
