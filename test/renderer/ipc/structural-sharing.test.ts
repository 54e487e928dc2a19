import { describe, expect, it } from "vitest";
import { shareStructure } from "../../../renderer/ipc/structural-sharing.js";
import { severalStates } from "../samples/sample-news.js";

describe("news that are mostly the same", () => {
  it("keep the identity of every part that equals the old one", () => {
    const before = severalStates();
    const notified = structuredClone(before);
    expect(shareStructure(before, notified)).toBe(before);

    const changed = shareStructure(before, {
      ...notified,
      tunnels: notified.tunnels.map((tunnel, index) => (index === 1 ? { ...tunnel, name: "New" } : tunnel)),
    });
    expect(changed.tunnels[1]?.name).toBe("New");
    expect(changed.tunnels[0]).toBe(before.tunnels[0]);
    expect(changed.profiles).toBe(before.profiles);
  });

  it.each([
    { before: [1, 2], now: [1] },
    { before: { a: 1 }, now: { b: 1 } },
    { before: { a: undefined }, now: {} },
    { before: [], now: {} },
    { before: null, now: { a: null } },
  ])("are taken as told where $before became $now", ({ before, now }) => {
    expect(shareStructure<unknown>(before, now)).toEqual(now);
    expect(shareStructure<unknown>(before, now)).not.toBe(before);
  });
});
