import { describe, expect, it } from "vitest";
import { PassiveReplyDelay } from "../../../../src/core/net/ftp/passive-reply-delay.js";
import { ManualClock } from "../../../support/fixtures/test-environment.js";

describe("the reply to PASV or EPSV", () => {
  it("waits a moment for EPSV of a client that has not said FEAT, as curl does", async () => {
    const delay = new PassiveReplyDelay(new ManualClock());
    expect(delay.begin("PASV")).toBeUndefined();
    const waits = delay.begin("EPSV");
    expect(waits).toBeInstanceOf(Promise);
    await waits;
    delay.askedFeatures();
    expect(delay.begin("EPSV")).toBeUndefined();
  });

  it.each([
    { waited: 1_004, sleeps: true },
    { waited: 20, sleeps: false },
    { waited: 30_000, sleeps: false },
  ])("waits for every question of a client that connected $waited ms later: $sleeps", ({ waited, sleeps }) => {
    const clock = new ManualClock();
    const delay = new PassiveReplyDelay(clock);
    delay.askedFeatures();
    delay.replied();
    clock.advance(waited);
    delay.connected();
    expect(delay.begin("PASV") !== undefined).toBe(sleeps);
  });
});
