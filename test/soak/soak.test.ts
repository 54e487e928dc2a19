import { expect, it } from "vitest";
import { describeWith } from "../support/describe-with.js";
import { leftOver, soak } from "./soak.js";

describeWith(["sshd", "pyftpdlib"], "many clients over a link that breaks again and again", () => {
  it("are told of success only where all is whole, and leave nothing behind", async () => {
    const { whole, damaged, cuts, opened, before, after } = await soak({ clients: 12, seconds: 9, cutAfter: [1.5, 3] });
    expect(damaged).toEqual([]);
    expect(leftOver(before, after)).toEqual([]);
    expect(Math.min(whole.list, whole.fetch, whole.store, whole.abort)).toBeGreaterThan(0);
    expect(cuts).toBeGreaterThanOrEqual(2);
    expect(opened).toBeGreaterThan(2);
  }, 60_000);
});
