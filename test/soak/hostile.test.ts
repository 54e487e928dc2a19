import { expect, it } from "vitest";
import { describeWith } from "../support/describe-with.js";
import { beyondLimits, faceHostilePeers } from "./hostile.js";

describeWith(["sshd", "pyftpdlib"], "hostile peers", () => {
  it("hold neither the event loop nor memory for long, and cost no honest client beside them a transfer", async () => {
    const outcome = await faceHostilePeers({
      secondsEach: 0.3,
      restSeconds: 2,
      peers: 20,
      soakSeconds: 5,
      honestClients: 4,
      only: [
        "HELP without end, no reply read",
        "a line that never ends",
        "STAT without end, no reply read",
        "a reply of 64 KiB, two bytes a packet",
      ],
    });
    expect(beyondLimits(outcome, Infinity)).toEqual([]); // memory alone: `npm run soak -- --only hostile` measures time as well
    const { whole } = outcome.honest;
    expect(Math.min(whole.list, whole.fetch, whole.store)).toBeGreaterThan(0);
  });
});
