import type { ForwardStatus, TunnelStatus } from "../shared/tunnel-state.js";
import { sayBytes, sayCount } from "../shared/figures.js";
import { sayFailure, sayState, words } from "../shared/words.js";
import { columns } from "./columns.js";

/** More passive ports than this are folded into one row. */
const MOST_PASSIVE_ROWS = 12;

/** A tunnel's state and its ports, as lines of text. */
export function statusTable({ name, state, forwards }: TunnelStatus): string[] {
  const lines = columns([words.terminal.portsHead, ...fold(forwards).map(rowOf)]);
  return [words.tray.tunnel(name, sayState(state)), ...lines.map((line) => `  ${line}`)];
}

function rowOf({ name, listen, target, state, connections, bytes }: ForwardStatus): string[] {
  const why = state.kind === "refused" ? `: ${sayFailure(state.cause).says}` : "";
  return [name, listen, target, words.forwardStates[state.kind] + why, words.terminal.connections(sayCount(connections.open), sayCount(connections.total)), sayBytes(bytes.up), sayBytes(bytes.down)];
}

/** Passive ports that listen are one row where there are many; those that are refused stay in sight. */
function fold(forwards: readonly ForwardStatus[]): ForwardStatus[] {
  const folded = forwards.filter(({ group, state }) => group === "passive" && state.kind !== "refused");
  const [first] = folded;
  const last = folded.at(-1);
  if (first === undefined || last === undefined || folded.length <= MOST_PASSIVE_ROWS) return [...forwards];
  const sum = (count: (row: ForwardStatus) => number) => folded.reduce((total, row) => total + count(row), 0);
  const one: ForwardStatus = {
    ...first,
    name: words.terminal.passivePorts(sayCount(folded.length)),
    listen: `${first.listen} … ${last.listen}`,
    target: `${first.target} … ${last.target}`,
    connections: { open: sum((row) => row.connections.open), total: sum((row) => row.connections.total) },
    bytes: { up: sum((row) => row.bytes.up), down: sum((row) => row.bytes.down) },
  };
  return forwards.flatMap((row) => (row === first ? [one] : folded.includes(row) ? [] : [row]));
}
