import { describe, expect, it } from "vitest";
import { rowsToShow } from "../../../../renderer/tunnels/ports/rows-to-show.js";
import { rangeTotals } from "../../../../renderer/tunnels/ports/range-totals.js";
import type { ForwardStatus } from "../../../../src/shared/status/tunnel-state.js";
import { fivePorts, longPlainRange, passivePorts, port, thousandPorts } from "../../samples/sample-news.js";

const folded = new Set<string>();
const unfolded = new Set(["range"]);
const names = (forwards: readonly ForwardStatus[], folds = folded): string[] =>
  rowsToShow(forwards, folds).map((row) =>
    "index" in row ? `${row.kind} ${forwards[row.index]?.name ?? ""}` : row.id,
  );

describe("the rows of the table", () => {
  it("are one a port, each with its trouble beneath", () => {
    expect(names(fivePorts)).toEqual([
      "port control",
      "port passive 2534",
      "port passive 2535",
      "cause passive 2535",
      "port passive 2536",
      "port Mail",
      "cause Mail",
    ]);
  });

  it("fold a long passive range, and keep in sight what is busy or in trouble", () => {
    expect(names(thousandPorts)).toEqual([
      "port control",
      "range",
      "range strip",
      "port passive 40005",
      "port passive 40017",
      "cause passive 40017",
      "port passive 40336",
      "port passive 40667",
      "port passive 40998",
    ]);
  });

  it("fold a long range of a plain forward likewise, and leave the others as they are", () => {
    expect(names(longPlainRange)).toEqual([
      "port SOCKS proxy",
      "port Database",
      "range 5",
      "range 5 strip",
      "port Builds 9007",
      "cause Builds 9007",
    ]);
    expect(names(longPlainRange, new Set(["range 5"]))).toHaveLength(2 + 2 + 20 + 1);
  });

  it("fold each long range by itself", () => {
    expect(
      names([...passivePorts(9), ...longPlainRange], new Set(["range 5"])).filter((name) => !name.includes("Builds")),
    ).toEqual(["range", "range strip", "port SOCKS proxy", "port Database", "range 5", "range 5 strip"]);
  });

  it("of a folded range stay few when every port is refused", () => {
    const refused = {
      state: { kind: "refused", cause: { code: "forward.port-taken", host: "127.0.0.1", port: 1 } },
    } as const;
    expect(
      rowsToShow(
        passivePorts(1000).map((row) => ({ ...row, ...refused })),
        folded,
      ),
    ).toHaveLength(2 + 12 + 12);
  });

  it("are all there when the range is unfolded", () => {
    expect(rowsToShow(thousandPorts, unfolded)).toHaveLength(1 + 2 + 1000 + 1);
  });

  it("keep their names while figures run, so that the table has nothing to rebuild", () => {
    const moved = thousandPorts.map((row) => ({ ...row, bytes: { up: 1, down: 1 } }));
    expect(rowsToShow(moved, unfolded)).toEqual(rowsToShow(thousandPorts, unfolded));
  });
});

describe("a range in one line", () => {
  it("has a hundred cells at most, each as grave as the gravest of its ports", () => {
    const { strip } = rangeTotals(thousandPorts.filter(({ group }) => group === "passive"));
    expect(strip).toHaveLength(100);
    expect(strip.flatMap((cell, index) => (cell === "listening" ? [] : [`${index} ${cell}`]))).toEqual([
      "0 busy",
      "1 refused",
      "33 busy",
      "66 busy",
      "99 busy",
    ]);
  });

  it("adds up its ports", () => {
    const busy = { connections: { open: 1, total: 4 }, bytes: { up: 10, down: 20 }, speed: { up: 1, down: 2 } };
    const refused = {
      state: { kind: "refused", cause: { code: "forward.port-taken", host: "127.0.0.1", port: 50_000 } },
    } as const;
    expect(
      rangeTotals([
        ...passivePorts(3).map((row) => ({ ...row, ...busy })),
        port("passive 50000", "[::1]:50000", "popeye:50000", refused),
      ]),
    ).toEqual({
      ports: "2534-2536,50000",
      count: 4,
      strip: ["busy", "busy", "busy", "refused"],
      tally: { listening: 3, refused: 1, idle: 0 },
      connections: { open: 3, total: 12 },
      bytes: { up: 30, down: 60 },
      speed: { up: 3, down: 6 },
    });
  });

  it("names the gateway where the gateway listens, and the forward that it belongs to", () => {
    expect(rangeTotals(longPlainRange.slice(2))).toMatchObject({
      ports: "9000-9019 on www.spinach.com",
      count: 20,
      tally: { listening: 19, refused: 1, idle: 0 },
      plan: { place: 5, name: "Builds", enabled: true },
    });
  });
});
