import type { Failure } from "../../src/shared/failure.js";
import { formatPorts } from "../../src/shared/port-range.js";
import type { ForwardState, ForwardStatus, Traffic } from "../../src/shared/tunnel-state.js";

/** One line of the table: a port, the reason beneath it, or the passive range as a whole. */
export type PortRow =
  | { readonly kind: "port"; readonly id: string; readonly forward: ForwardStatus }
  | { readonly kind: "why"; readonly id: string; readonly cause: Failure; readonly isRefusal: boolean }
  | RangeRow;

/** Many passive ports told in one line. */
export interface RangeRow {
  readonly kind: "range";
  readonly id: "range";
  readonly isUnfolded: boolean;
  /** `2534-2536,40000-40010`. */
  readonly ports: string;
  readonly count: number;
  readonly tally: Readonly<Record<ForwardState["kind"], number>>;
  readonly connections: ForwardStatus["connections"];
  readonly bytes: Traffic;
  readonly speed: Traffic;
}

/** From so many passive ports on, they are folded into one line. */
export const FOLD_FROM = 9;

/** The lines to show. A folded range hides only the calm ports: what is refused, troubled or carrying something stays in sight. */
export function portRows(forwards: readonly ForwardStatus[], isUnfolded: boolean): readonly PortRow[] {
  const passive = forwards.filter(({ group }) => group === "passive");
  if (passive.length < FOLD_FROM) return forwards.flatMap(rowsOf);

  const rows: PortRow[] = [];
  let isTold = false;
  forwards.forEach((forward, place) => {
    if (forward.group === "passive") {
      if (!isTold) rows.push(rangeRow(passive, isUnfolded));
      isTold = true;
      if (!isUnfolded && isCalm(forward)) return;
    }
    rows.push(...rowsOf(forward, place));
  });
  return rows;
}

const isCalm = ({ state, connections, trouble }: ForwardStatus): boolean => state.kind !== "refused" && connections.open === 0 && trouble === undefined;

const known = new WeakMap<ForwardStatus, readonly PortRow[]>();

/** A forward that has not changed gives the very same rows, which the table then leaves alone. */
function rowsOf(forward: ForwardStatus, place: number): readonly PortRow[] {
  const before = known.get(forward);
  if (before !== undefined) return before;
  const cause = forward.state.kind === "refused" ? forward.state.cause : forward.trouble;
  const id = `${place} ${forward.listen}`;
  const rows: PortRow[] = [{ kind: "port", id, forward }];
  if (cause !== undefined) rows.push({ kind: "why", id: `${id} why`, cause, isRefusal: forward.state.kind === "refused" });
  known.set(forward, rows);
  return rows;
}

function rangeRow(passive: readonly ForwardStatus[], isUnfolded: boolean): RangeRow {
  const sum = (figure: (forward: ForwardStatus) => number): number => passive.reduce((total, forward) => total + figure(forward), 0);
  const counted = (kind: ForwardState["kind"]): number => passive.filter(({ state }) => state.kind === kind).length;
  return {
    kind: "range",
    id: "range",
    isUnfolded,
    ports: formatPorts(passive.map(({ listen }) => Number(listen.slice(listen.lastIndexOf(":") + 1)))),
    count: passive.length,
    tally: { listening: counted("listening"), refused: counted("refused"), idle: counted("idle") },
    connections: { open: sum(({ connections }) => connections.open), total: sum(({ connections }) => connections.total) },
    bytes: { up: sum(({ bytes }) => bytes.up), down: sum(({ bytes }) => bytes.down) },
    speed: { up: sum(({ speed }) => speed.up), down: sum(({ speed }) => speed.down) },
  };
}
