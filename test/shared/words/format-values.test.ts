import { afterEach, describe, expect, it } from "vitest";
import {
  formatBytes,
  formatElapsed,
  formatTime,
  formatSpeed,
  secondsUntil,
} from "../../../src/shared/words/format-values.js";
import { setLanguage } from "../../../src/shared/words/words.js";

describe("figures", () => {
  afterEach(() => setLanguage("en", "en"));

  it.each([
    [0, "0 B"],
    [999, "999 B"],
    [1_000, "1 KB"],
    [9_312, "9.31 KB"],
    [999_600, "1 MB"],
    [34_812_000, "34.8 MB"],
    [64_000_000_000, "64 GB"],
    [7.2e15, "7,200 TB"],
  ])("say %d bytes as %s", (bytes, said) => {
    expect(formatBytes(bytes)).toBe(said);
  });

  it("say a speed only while something moves", () => {
    expect([0, 0.4, 2_140_000].map(formatSpeed)).toEqual(["", "", "2.14 MB/s"]);
  });

  it("say the date of a moment only where it is not today's", () => {
    const noon = new Date(2026, 7, 21, 12).getTime();
    expect(formatTime(noon, noon + 60_000)).not.toMatch(/21/);
    expect(formatTime(noon, noon + 86_400_000)).toMatch(/21/);
  });

  it("say how long something has lasted", () => {
    expect([-300, 0, 7_999, 83_000, 3_909_000].map((passed) => formatElapsed(1_000_000, 1_000_000 + passed))).toEqual([
      "0:00",
      "0:00",
      "0:07",
      "1:23",
      "1:05:09",
    ]);
  });

  it("count down to nothing and not below", () => {
    expect([24_000, 400, -5_000].map((ahead) => secondsUntil(1_000_000 + ahead, 1_000_000))).toEqual([24, 1, 0]);
  });

  it("are written as the language and the region write them", () => {
    const evening = new Date(2026, 7, 21, 18, 5).getTime();
    const written = (locale: string) => {
      setLanguage("system", locale);
      return [formatBytes(7.2e15), formatTime(evening, evening), formatTime(evening, evening + 86_400_000)];
    };
    expect(written("zh_CN.UTF-8")).toEqual(["7,200 TB", "18:05", "8月21日 18:05"]);
    expect(written("en_GB")).toEqual(["7,200 TB", "18:05", "21 Aug, 18:05"]);
    expect(written("de_DE.UTF-8")[1]).toMatch(/06:05\sPM/);
  });
});
