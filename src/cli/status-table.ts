import type { ForwardStatus, TunnelStatus } from "../shared/tunnel-state.js";
import { FORWARD_STATE, sayFailure, sayState } from "../shared/words.js";
import { columns } from "./columns.js";

/** More passive ports than this are folded into one row. */
const MOST_PASSIVE_ROWS = 12;

/** A tunnel's state and its ports, as lines of text. */
export function statusTable({ name, state, forwards }: TunnelStatus): string[] {
  const head = ["PORT", "CLIENTS CONNECT TO", "LEADS TO", "STATE", "CONNECTIONS", "UP", "DOWN"];
  const lines = columns([head, ...fold(forwards).map(rowOf)]);
  return [`${name}: ${sayState(state)}`, ...lines.map((line) => `  ${line}`)];
}

function rowOf({ name, listen, target, state, connections, bytes }: ForwardStatus): string[] {
  const why = state.kind === "refused" ? `: ${sayFailure(state.cause).says}` : "";
  return [name, listen, target, FORWARD_STATE[state.kind] + why, `${connections.open} open, ${connections.total} in all`, sayBytes(bytes.up), sayBytes(bytes.down)];
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
    name: `${folded.length} passive`,
    listen: `${first.listen} … ${last.listen}`,
    target: `${first.target} … ${last.target}`,
    connections: { open: sum((row) => row.connections.open), total: sum((row) => row.connections.total) },
    bytes: { up: sum((row) => row.bytes.up), down: sum((row) => row.bytes.down) },
  };
  return forwards.flatMap((row) => (row === first ? [one] : folded.includes(row) ? [] : [row]));
}

const UNITS = ["B", "kB", "MB", "GB", "TB"] as const;

/** `1234567` is `1.2 MB`. */
export function sayBytes(bytes: number): string {
  let unit = 0;
  let amount = bytes;
  while (amount >= 1000 && unit < UNITS.length - 1) {
    amount /= 1000;
    unit++;
  }
  return `${unit === 0 ? amount : amount.toFixed(1)} ${UNITS[unit] ?? ""}`;
}
