import { describe, expect, it } from "vitest";
import { sayBytes, sayDuration, sayMoment, saySpeed, secondsUntil } from "../../renderer/figures.js";
import { keepSame } from "../../renderer/keep-same.js";
import { severalStates } from "./sample-news.js";

describe("figures", () => {
  it.each([
    [0, "0 B"], [999, "999 B"], [1_000, "1 KB"], [9_312, "9.31 KB"], [999_600, "1 MB"], [34_812_000, "34.8 MB"], [64_000_000_000, "64 GB"], [7.2e15, "7,200 TB"],
  ])("say %d bytes as %s", (bytes, said) => {
    expect(sayBytes(bytes)).toBe(said);
  });

  it("say a speed only while something moves", () => {
    expect([0, 0.4, 2_140_000].map(saySpeed)).toEqual(["", "", "2.14 MB/s"]);
  });

  it("say the date of a moment only where it is not today's", () => {
    const noon = new Date(2026, 7, 21, 12).getTime();
    expect(sayMoment(noon, noon + 60_000)).not.toMatch(/21/);
    expect(sayMoment(noon, noon + 86_400_000)).toMatch(/21/);
  });

  it("say how long something has lasted", () => {
    expect([-300, 0, 7_999, 83_000, 3_909_000].map((passed) => sayDuration(1_000_000, 1_000_000 + passed))).toEqual(["0:00", "0:00", "0:07", "1:23", "1:05:09"]);
  });

  it("count down to nothing and not below", () => {
    expect([24_000, 400, -5_000].map((ahead) => secondsUntil(1_000_000 + ahead, 1_000_000))).toEqual([24, 1, 0]);
  });
});

describe("news that are mostly the same", () => {
  it("keep the identity of every part that equals the old one", () => {
    const before = severalStates();
    const told = structuredClone(before);
    expect(keepSame(before, told)).toBe(before);

    const changed = keepSame(before, { ...told, tunnels: told.tunnels.map((tunnel, place) => (place === 1 ? { ...tunnel, name: "New" } : tunnel)) });
    expect(changed.tunnels[1]?.name).toBe("New");
    expect(changed.tunnels[0]).toBe(before.tunnels[0]);
    expect(changed.profiles).toBe(before.profiles);
  });

  it.each([
    { before: [1, 2], now: [1] }, { before: { a: 1 }, now: { b: 1 } }, { before: { a: undefined }, now: {} }, { before: [], now: {} }, { before: null, now: { a: null } },
  ])("are taken as told where $before became $now", ({ before, now }) => {
    expect(keepSame<unknown>(before, now)).toEqual(now);
    expect(keepSame<unknown>(before, now)).not.toBe(before);
  });
});
