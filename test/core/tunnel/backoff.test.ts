import { describe, expect, it } from "vitest";
import { retryDelay } from "../../../src/core/tunnel/backoff.js";

describe("retryDelay", () => {
  it("doubles from a second to a minute and stays there", () => {
    expect([1, 2, 3, 6, 7, 100, 5_000].map((attempt) => retryDelay(attempt, 0))).toEqual([
      1_000, 2_000, 4_000, 32_000, 60_000, 60_000, 60_000,
    ]);
  });

  it("takes off up to a quarter by chance", () => {
    expect([0.5, 1].map((chance) => retryDelay(1, chance))).toEqual([875, 750]);
  });
});
