import type { ForwardStatus } from "./tunnel-state.js";

/** The range that a port belongs to, with which it may be folded into one row: the passive one, or a plain forward's. */
export function rangeOf({ group, plan }: ForwardStatus): string | undefined {
  if (group === "passive") return "range";
  return plan === undefined ? undefined : `range ${plan.place}`;
}

/** The rows of each range, in the order in which the ranges begin. */
export function rangesOf(forwards: readonly ForwardStatus[]): ReadonlyMap<string, readonly ForwardStatus[]> {
  const ranges = new Map<string, ForwardStatus[]>();
  for (const forward of forwards) {
    const range = rangeOf(forward);
    if (range === undefined) continue;
    const rows = ranges.get(range);
    if (rows === undefined) ranges.set(range, [forward]);
    else rows.push(forward);
  }
  return ranges;
}

/** What has passed through several ports together. */
export function sumTraffic(rows: readonly ForwardStatus[]): Pick<ForwardStatus, "connections" | "bytes" | "speed"> {
  const sum = (figure: (row: ForwardStatus) => number): number => rows.reduce((total, row) => total + figure(row), 0);
  return {
    connections: {
      open: sum(({ connections }) => connections.open),
      total: sum(({ connections }) => connections.total),
    },
    bytes: { up: sum(({ bytes }) => bytes.up), down: sum(({ bytes }) => bytes.down) },
    speed: { up: sum(({ speed }) => speed.up), down: sum(({ speed }) => speed.down) },
  };
}
