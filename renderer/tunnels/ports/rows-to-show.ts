import { rangeOf, rangesOf } from "../../../src/shared/status/port-ranges.js";
import type { ForwardStatus } from "../../../src/shared/status/tunnel-state.js";

/**
 * One line of the table: a port, the reason beneath it, or a range as a whole and the strip of its cells.
 *
 * A row says only *which* port it shows; what it shows of it is read as it is drawn. So the list stays the same list
 * while figures run, and the table has nothing to rebuild.
 */
export type PortRow =
  | { readonly kind: "port"; readonly id: string; readonly index: number }
  | { readonly kind: "cause"; readonly id: string; readonly index: number }
  | { readonly kind: "range"; readonly id: string }
  | { readonly kind: "range-strip"; readonly id: string; /** The id of its range's line. */ readonly range: string };

/** Whether a line belongs to the port above it, with nothing drawn between the two. */
export const continuesRowAbove = (row: PortRow | undefined): boolean =>
  row?.kind === "cause" || row?.kind === "range-strip";

/** From so many ports on, a range is folded into one line. */
const COLLAPSE_FROM = 9;

/** So many of a folded range's ports are shown at most: when all are refused for one reason, a few tell it. */
const MAX_VISIBLE_PORTS = 12;

/** The ranges that are long enough to be folded, each with its ports. */
export const longRangesOf = (forwards: readonly ForwardStatus[]): ReadonlyMap<string, readonly ForwardStatus[]> =>
  new Map([...rangesOf(forwards)].filter(([, rows]) => rows.length >= COLLAPSE_FROM));

/**
 * The lines to show. A folded range hides only the calm ports: the first few that are refused, troubled or carrying something stay in sight.
 *
 * @param expanded the ids of the lines that are unfolded
 */
export function rowsToShow(forwards: readonly ForwardStatus[], expanded: ReadonlySet<string>): readonly PortRow[] {
  const ranges = longRangesOf(forwards);
  const visibleCounts = new Map<string, number>();
  return forwards.flatMap((forward, index) => {
    const id = rangeOf(forward);
    const range = id === undefined ? undefined : ranges.get(id);
    if (id === undefined || range === undefined) return rowsOf(forward, index);
    const head =
      forward === range[0]
        ? [{ kind: "range", id } as const, { kind: "range-strip", range: id, id: `${id} strip` } as const]
        : [];
    const isHidden = !expanded.has(id) && (isUneventful(forward) || increment(visibleCounts, id) > MAX_VISIBLE_PORTS);
    return isHidden ? head : [...head, ...rowsOf(forward, index)];
  });
}

/** One more of these. @returns how many there are now */
function increment(counts: Map<string, number>, id: string): number {
  const count = (counts.get(id) ?? 0) + 1;
  counts.set(id, count);
  return count;
}

const isUneventful = ({ state, connections, trouble }: ForwardStatus): boolean =>
  state.kind !== "refused" && connections.open === 0 && trouble === undefined;

/** Why a port does not do its work: it could not listen, or its latest connection failed. */
export const failureOfPort = ({ state, trouble }: ForwardStatus) => (state.kind === "refused" ? state.cause : trouble);

function rowsOf(forward: ForwardStatus, index: number): readonly PortRow[] {
  const id = `${index} ${forward.listen}`;
  const cause = failureOfPort(forward);
  return [
    { kind: "port", id, index },
    ...(cause === undefined ? [] : [{ kind: "cause", id: `${id} ${cause.code}`, index } as const]),
  ];
}
