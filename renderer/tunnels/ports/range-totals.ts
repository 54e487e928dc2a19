import { formatPorts } from "../../../src/shared/profile/port-range.js";
import { sumTraffic } from "../../../src/shared/status/port-ranges.js";
import type { ForwardState, ForwardStatus } from "../../../src/shared/status/tunnel-state.js";

/** From calm to grave. */
const STRIP_CELLS = ["idle", "listening", "busy", "troubled", "refused"] as const;
export type StripCell = (typeof STRIP_CELLS)[number];

/** As many as can still be told apart in a narrow window. */
const MAX_CELLS = 100;

/** Many ports of one range told in one line: the passive one, or a plain forward's. */
export interface RangeTotals extends Pick<ForwardStatus, "connections" | "bytes" | "speed" | "plan"> {
  /** `2534-2536,40000-40010`; at the gateway `6010-6020 on www.spinach.com`. */
  readonly ports: string;
  readonly count: number;
  /** One for each port, or for several together where there are many; the gravest of them counts. */
  readonly strip: readonly StripCell[];
  readonly tally: Readonly<Record<ForwardState["kind"], number>>;
}

/** The figures of all ports of a range together. */
export function rangeTotals(rows: readonly ForwardStatus[]): RangeTotals {
  const countInState = (kind: ForwardState["kind"]): number => rows.filter(({ state }) => state.kind === kind).length;
  const [first] = rows;
  const portMatches = rows.map(({ listen }) => /:(\d+)( on .*)?$/.exec(listen));
  return {
    ports: `${formatPorts(portMatches.map((match) => Number(match?.[1])))}${portMatches[0]?.[2] ?? ""}`,
    count: rows.length,
    strip: stripOf(rows),
    tally: { listening: countInState("listening"), refused: countInState("refused"), idle: countInState("idle") },
    ...(first?.plan === undefined ? {} : { plan: first.plan }),
    ...sumTraffic(rows),
  };
}

function stripOf(rows: readonly ForwardStatus[]): readonly StripCell[] {
  const cells = rows.map(cellOf);
  const portsPerCell = Math.ceil(cells.length / MAX_CELLS);
  return Array.from({ length: Math.ceil(cells.length / portsPerCell) }, (_, match) =>
    mostSevere(cells.slice(match * portsPerCell, (match + 1) * portsPerCell)),
  );
}

function cellOf({ state, trouble, connections }: ForwardStatus): StripCell {
  if (state.kind !== "listening") return state.kind;
  return trouble !== undefined ? "troubled" : connections.open > 0 ? "busy" : "listening";
}

const mostSevere = (cells: readonly StripCell[]): StripCell =>
  cells.reduce((worst, cell) => (STRIP_CELLS.indexOf(cell) > STRIP_CELLS.indexOf(worst) ? cell : worst), "idle");
