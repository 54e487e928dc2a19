import { expect, it } from "vitest";
import { describeWith } from "../support/describe-with.js";
import { beyondLimits, faceHostilePeers } from "./hostile.js";

describeWith(["sshd", "pyftpdlib"], "hostile peers of every kind", () => {
  it("hold neither the event loop nor memory for long, and cost no honest client beside them a transfer", async () => {
    const outcome = await faceHostilePeers({ secondsEach: 0.3, peers: 20, soakSeconds: 6, honestClients: 6 });
    expect(beyondLimits(outcome)).toEqual([]);
    const { whole } = outcome.honest;
    expect(Math.min(whole.list, whole.fetch, whole.store)).toBeGreaterThan(0);
  });
});
