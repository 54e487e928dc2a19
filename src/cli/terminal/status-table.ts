import { sumTraffic, rangesOf } from "../../shared/status/port-ranges.js";
import type { ForwardStatus, TunnelStatus } from "../../shared/status/tunnel-state.js";
import { formatBytes, formatCount } from "../../shared/words/format-values.js";
import { describeFailure, describeForwardState, describeTunnel, joinMessage, words } from "../../shared/words/words.js";
import { fitColumns } from "./columns.js";
import { DEFAULT_SCOPE, type CommandScope } from "./mend-advice.js";
import { routeLines } from "./route-lines.js";
import { wrapCells, wrapWords } from "./wrap-words.js";

/** More ports of one range than this are folded into one row. */
const MAX_RANGE_ROWS = 12;
/** Columns that give way where the terminal is narrow, the least important first: LEADS TO, then CONNECTIONS. */
const EXPENDABLE = [2, 4];
const INDENT = "  ";

/** A tunnel's state, its route and its ports, as lines of text. @param width cells of the terminal; without one, lines are as long as they are */
export function statusTable(status: TunnelStatus, width = Infinity, scope: CommandScope = DEFAULT_SCOPE): string[] {
  const { name, route, forwards } = status;
  const inner = width - INDENT.length;
  return [
    ...wrapWords(words.tray.tunnel(name, describeTunnel(status)), width, INDENT),
    ...[
      ...(route === undefined || status.state.kind === "closed" ? [] : routeLines(status, route, inner, scope)),
      ...(hasPortsToShow(status) ? portLines(forwards, inner) : []),
    ].map((line) => INDENT + line),
  ];
}

/** A tunnel that is neither up nor on its way has some only where one of them listens or was refused, or something has passed. */
const hasPortsToShow = ({ state, forwards }: TunnelStatus): boolean =>
  state.kind === "open" ||
  state.kind === "opening" ||
  forwards.some((row) => row.state.kind !== "idle" || row.connections.total > 0);

function portLines(forwards: readonly ForwardStatus[], width: number): string[] {
  const rows = collapseRanges(forwards);
  const [head = [], ...lines] = fitColumns(
    [words.terminal.portsHead, ...rows.map(cellsOf)],
    width,
    EXPENDABLE,
    (cells) => wrapCells(cells, width, INDENT),
  );
  return [
    ...head,
    ...rows.flatMap((row, index) => [...(lines[index] ?? []), ...causeLines(row, width), ...spoolLines(row, width)]),
  ];
}

/** Why a port does not listen stands beneath it, since a sentence would push every column out of sight. */
const causeLines = ({ state }: ForwardStatus, width: number): string[] =>
  state.kind === "refused"
    ? wrapWords(describeFailure(state.cause).says, width - INDENT.length, "").map((line) => INDENT + line)
    : [];

/** What waits on this disk for the gateway, and what keeps it there. */
function spoolLines({ spool }: ForwardStatus, width: number): string[] {
  if (spool === undefined) return [];
  const { waiting, bytes, trouble } = spool;
  return [
    ...(waiting === 0 ? [] : [words.spool.waits(waiting, formatCount(waiting), formatBytes(bytes))]),
    ...(trouble === undefined ? [] : [joinMessage(describeFailure(trouble))]),
  ].flatMap((line) => wrapWords(line, width - INDENT.length, "").map((part) => INDENT + part));
}

const cellsOf = ({ name, listen, target, state, connections, bytes }: ForwardStatus): string[] => [
  name,
  listen,
  target,
  describeForwardState(state),
  words.terminal.connections(formatCount(connections.open), formatCount(connections.total)),
  formatBytes(bytes.up),
  formatBytes(bytes.down),
];

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
