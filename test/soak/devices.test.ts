import { expect, it } from "vitest";
import { describeWith } from "../support/describe-with.js";
import { beyondDeviceLimits, connectDevices } from "./devices.js";

describeWith(["sshd", "pyftpdlib"], "two hundred devices at one bridge", () => {
  it("are all served while twenty transfer, in bounded memory", async () => {
    const outcome = await connectDevices({
      devices: 200,
      transferring: 20,
      seconds: 10,
      extraSeconds: 120,
      bytes: 50_000,
    });
    expect(beyondDeviceLimits(outcome)).toEqual([]);
    expect(outcome.transfers).toHaveLength(200);
    expect(Math.min(...outcome.transfers)).toBeGreaterThan(0);
    expect(outcome.replies).toBeGreaterThan(0);
  });
});
