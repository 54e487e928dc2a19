import { describe, expect, it } from "vitest";
import { rowKeyOf, shellKeyOf } from "../../../renderer/app-shell/shell-key.js";

const press = (key: string, held: Partial<Record<"ctrlKey" | "metaKey" | "altKey" | "shiftKey", true>> = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...held,
});

describe("the keys of the window", () => {
  it("are those that every program has, with the key that the system uses for them", () => {
    for (const [key, asked] of [
      ["n", "new-profile"],
      ["N", "new-profile"],
      [",", "settings"],
      ["w", "close-window"],
      ["x", undefined],
      ["toString", undefined],
    ] as const) {
      expect(shellKeyOf(press(key, { ctrlKey: true }), false), key).toBe(asked);
      expect(shellKeyOf(press(key, { metaKey: true }), true), key).toBe(asked);
    }
  });

  it("are nothing without it, with more keys held, or with the other system's", () => {
    for (const held of [
      {},
      { metaKey: true },
      { ctrlKey: true, shiftKey: true },
      { ctrlKey: true, altKey: true },
    ] as const)
      expect(shellKeyOf(press("n", held), false)).toBeUndefined();
    expect(shellKeyOf(press("n", { ctrlKey: true }), true)).toBeUndefined(); // the next line of a text
  });

  it("on a row connect, edit and remove", () => {
    expect(["Enter", "F2", "Delete", "a", "Backspace"].map((key) => rowKeyOf(press(key)))).toEqual([
      "connect",
      "edit",
      "remove",
      undefined,
      undefined,
    ]);
    expect(rowKeyOf(press("Backspace", { metaKey: true }))).toBe("remove");
    expect(rowKeyOf(press("Enter", { altKey: true }))).toBeUndefined();
  });
});
