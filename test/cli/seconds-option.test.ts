import { expect, it } from "vitest";
import { parseWhileDown, parseSeconds } from "../../src/cli/seconds-option.js";

it.each(["0", "15", "600"])("%s is a whole number of seconds", (written) => {
  expect(parseSeconds(0, 600)(written)).toBe(Number(written));
});

it.each(["", "-1", "1.5", "601", "ten", "0x10", " 5"])("“%s” is refused with the numbers that are taken", (written) => {
  expect(() => parseSeconds(0, 600)(written)).toThrow("from 0 to 600");
});

it("a link that is down means refusal, or a time to wait that is not nothing", () => {
  expect(parseWhileDown("refuse")).toEqual({ do: "refuse" });
  expect(parseWhileDown("20")).toEqual({ do: "wait", seconds: 20 });
  for (const text of ["0", "never", "refuse "])
    expect(() => parseWhileDown(text)).toThrow("Give refuse, or a whole number of seconds from 1 to 600");
});
