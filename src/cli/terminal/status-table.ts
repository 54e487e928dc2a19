import { figuresTogether, rangesOf } from "../../shared/status/port-ranges.js";
import type { ForwardStatus, TunnelStatus } from "../../shared/status/tunnel-state.js";
import { sayBytes, sayCount } from "../../shared/words/format-values.js";
import { sayFailure, sayState, words } from "../../shared/words/words.js";
import { columns } from "./columns.js";

/** More ports of one range than this are folded into one row. */
const MOST_OF_RANGE = 12;

/** A tunnel's state and its ports, as lines of text. */
export function statusTable({ name, state, forwards }: TunnelStatus): string[] {
  const lines = columns([words.terminal.portsHead, ...fold(forwards).map(rowOf)]);
  return [words.tray.tunnel(name, sayState(state)), ...lines.map((line) => `  ${line}`)];
}

function rowOf({ name, listen, target, state, connections, bytes }: ForwardStatus): string[] {
  const why = state.kind === "refused" ? `: ${sayFailure(state.cause).says}` : "";
  return [name, listen, target, words.forwardStates[state.kind] + why, words.terminal.connections(sayCount(connections.open), sayCount(connections.total)), sayBytes(bytes.up), sayBytes(bytes.down)];
}

/** The ports of a range that are not refused are one row where there are many; those that are stay in sight. */
function fold(forwards: readonly ForwardStatus[]): ForwardStatus[] {
  const folded = [...rangesOf(forwards).values()].map((rows) => rows.filter(({ state }) => state.kind !== "refused")).filter(({ length }) => length > MOST_OF_RANGE);
  const hidden = new Set(folded.flat());
  return forwards.flatMap((row) => {
    const range = folded.find(([first]) => first === row);
    return range !== undefined ? [inOne(range, row)] : hidden.has(row) ? [] : [row];
  });
}

function inOne(range: readonly ForwardStatus[], first: ForwardStatus): ForwardStatus {
  const last = range.at(-1) ?? first;
  const count = sayCount(range.length);
  return {
    ...first,
    name: first.plan === undefined ? words.terminal.passivePorts(count) : words.terminal.portsOfForward(first.plan.name, count),
    listen: `${first.listen} … ${last.listen}`,
    target: `${first.target} … ${last.target}`,
    ...figuresTogether(range),
  };
}
