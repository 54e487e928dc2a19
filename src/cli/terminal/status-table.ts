import { sumTraffic, rangesOf } from "../../shared/status/port-ranges.js";
import type { ForwardStatus, TunnelStatus } from "../../shared/status/tunnel-state.js";
import { formatBytes, formatCount } from "../../shared/words/format-values.js";
import { describeFailure, describeState, words } from "../../shared/words/words.js";
import { formatColumns } from "./columns.js";

/** More ports of one range than this are folded into one row. */
const MAX_RANGE_ROWS = 12;

/** A tunnel's state and its ports, as lines of text. */
export function statusTable({ name, state, forwards }: TunnelStatus): string[] {
  const lines = formatColumns([words.terminal.portsHead, ...collapseRanges(forwards).map(rowOf)]);
  return [words.tray.tunnel(name, describeState(state)), ...lines.map((line) => `  ${line}`)];
}

function rowOf({ name, listen, target, state, connections, bytes }: ForwardStatus): string[] {
  const why = state.kind === "refused" ? `: ${describeFailure(state.cause).says}` : "";
  return [
    name,
    listen,
    target,
    words.forwardStates[state.kind] + why,
    words.terminal.connections(formatCount(connections.open), formatCount(connections.total)),
    formatBytes(bytes.up),
    formatBytes(bytes.down),
  ];
}

/** The ports of a range that are not refused are one row where there are many; those that are stay in sight. */
function collapseRanges(forwards: readonly ForwardStatus[]): ForwardStatus[] {
  const folded = [...rangesOf(forwards).values()]
    .map((rows) => rows.filter(({ state }) => state.kind !== "refused"))
    .filter(({ length }) => length > MAX_RANGE_ROWS);
  const hidden = new Set(folded.flat());
  return forwards.flatMap((row) => {
    const range = folded.find(([first]) => first === row);
    return range !== undefined ? [rangeRow(range, row)] : hidden.has(row) ? [] : [row];
  });
}

function rangeRow(range: readonly ForwardStatus[], first: ForwardStatus): ForwardStatus {
  const last = range.at(-1) ?? first;
  const count = formatCount(range.length);
  return {
    ...first,
    name:
      first.plan === undefined
        ? words.terminal.passivePorts(count)
        : words.terminal.portsOfForward(first.plan.name, count),
    listen: `${first.listen} … ${last.listen}`,
    target: `${first.target} … ${last.target}`,
    ...sumTraffic(range),
  };
}
