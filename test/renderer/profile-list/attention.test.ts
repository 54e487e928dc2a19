import { describe, expect, it } from "vitest";
import { attentionReason, attentionSummary, routeFailureOf } from "../../../renderer/profile-list/attention.js";
import { fivePorts, severalStates, thirtyTunnels, tunnel } from "../samples/sample-news.js";
import { outsideRoute, workingRoute } from "../samples/sample-routes.js";

describe("which tunnels need their user", () => {
  const { tunnels } = thirtyTunnels();

  it("are those that failed, wait, or are open with a port that could not listen", () => {
    expect(severalStates(fivePorts).tunnels.map(attentionReason)).toEqual([
      "refusals",
      "waiting",
      "failed",
      undefined,
      undefined,
    ]);
    expect(severalStates(fivePorts.slice(0, 2)).tunnels.map(attentionReason)).toEqual([
      undefined,
      "waiting",
      "failed",
      undefined,
      undefined,
    ]);
  });

  it("are those through which no FTP gets, though they are open", () => {
    const open = tunnel("popeye", { kind: "open", since: 0 }, fivePorts);
    expect(attentionReason({ ...open, route: outsideRoute })).toBe("routes");
    expect(routeFailureOf({ ...open, route: outsideRoute })?.code).toBe("ftp.outside-range");
    expect(attentionReason({ ...open, forwards: [], route: workingRoute })).toBeUndefined();
    const waiting = { ...open, state: severalStates().tunnels[1]?.state ?? open.state, route: outsideRoute };
    expect([attentionReason(waiting), routeFailureOf(waiting)]).toEqual(["waiting", undefined]);
  });

  it("are counted by what ails them, the gravest first", () => {
    expect(attentionSummary(tunnels, undefined)).toMatchObject({
      gravest: "failed",
      counts: [
        { need: "failed", count: 1 },
        { need: "waiting", count: 2 },
        { need: "refusals", count: 1 },
      ],
    });
  });

  it("are led to one after the other, and from the last to the first", () => {
    const way = ["site-4", "site-22", "site-11", "site-26", "site-17"].map(
      (selected) => attentionSummary(tunnels, selected)?.next,
    );
    expect(way).toEqual(["site-22", "site-11", "site-26", "site-17", "site-22"]);
  });

  it("are not spoken of where there is none", () => {
    expect(attentionSummary(tunnels.slice(0, 10), "site-1")).toBeUndefined();
    expect(attentionSummary([], undefined)).toBeUndefined();
  });
});
