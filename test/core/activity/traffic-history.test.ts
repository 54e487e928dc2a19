import { describe, expect, it } from "vitest";
import { plotData } from "../../../renderer/traffic/plot-data.js";
import { TrafficHistory } from "../../../src/core/activity/traffic-history.js";
import type { ForwardStatus, TunnelStatus } from "../../../src/shared/status/tunnel-state.js";
import { forwardRow } from "../../support/fixtures/forward-row.js";

const row = (up: number, down: number): ForwardStatus => forwardRow({ bytes: { up, down } });
const popeye = (...rows: ForwardStatus[]): TunnelStatus[] => [
  { profile: "popeye", name: "Popeye", state: { kind: "open", since: 0 }, forwards: rows },
];
const START = 1_000_000_020_000;

describe("the history of traffic", () => {
  it("adds up the rows of a tunnel by the second and by the minute", () => {
    const history = new TrafficHistory();
    history.record(popeye(row(0, 0), row(0, 0)), START);
    history.record(popeye(row(5, 100), row(0, 11)), START + 1_000);
    history.record(popeye(row(5, 150), row(0, 11)), START + 1_900);
    history.record(popeye(row(6, 150), row(0, 11)), START + 59_000);
    const [past] = history.recent(START + 59_000);
    expect(past?.seconds.flatMap(({ up, down }, index) => (up + down === 0 ? [] : [[index, up, down]]))).toEqual([
      [1, 5, 161],
      [59, 1, 0],
    ]);
    history.record(popeye(row(6, 150), row(3, 11)), START + 60_000);
    expect(history.recent(START + 60_000)[0]?.minutes.slice(-3)).toEqual([
      { up: 0, down: 0 },
      { up: 6, down: 161 },
      { up: 3, down: 0 },
    ]);
  });

  it("takes rows that were made anew as counting from nothing, and forgets what is older than an hour", () => {
    const history = new TrafficHistory();
    history.record(popeye(row(0, 0)), START);
    history.record(popeye(row(0, 500)), START + 1_000);
    history.record(popeye(row(0, 0)), START + 2_000);
    history.record(popeye(row(0, 7)), START + 3_000);
    expect(
      history
        .recent(START + 3_000)[0]
        ?.seconds.slice(-3)
        .map(({ down }) => down),
    ).toEqual([500, 0, 7]);
    history.record(popeye(row(0, 7)), START + 3_700_000);
    expect(history.recent(START + 3_700_000)).toEqual([]);
    history.record([], START + 3_701_000);
    expect(history.recent(START + 3_701_000)).toEqual([]);
  });

  it("is drawn up to now: what has not been told of since is nothing", () => {
    const history = new TrafficHistory();
    history.record(popeye(row(0, 0)), START);
    history.record(popeye(row(0, 600)), START);
    const [past] = history.recent(START);
    if (past === undefined) throw new Error("nothing passed");
    const [moments, , down] = plotData(past, "minute", START + 10_000);
    expect([moments.length, moments.at(-1), down[49], down[59]]).toEqual([60, START / 1000 + 10, 600, 0]);
    expect(plotData(past, "hour", START)[2].at(-1)).toBe(10);
    expect(plotData(past, "minute", START + 3_600_000)[2].every((speed) => speed === 0)).toBe(true);
  });
});
