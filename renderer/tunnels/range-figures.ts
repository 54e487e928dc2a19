import { formatPorts } from "../../src/shared/port-range.js";
import type { ForwardState, ForwardStatus } from "../../src/shared/tunnel-state.js";

/** From calm to grave. */
const STRIP_CELLS = ["idle", "listening", "busy", "troubled", "refused"] as const;
export type StripCell = (typeof STRIP_CELLS)[number];

/** As many as can still be told apart in a narrow window. */
const MOST_CELLS = 100;

/** Many passive ports told in one line. */
export interface RangeFigures extends Pick<ForwardStatus, "connections" | "bytes" | "speed"> {
  /** `2534-2536,40000-40010`. */
  readonly ports: string;
  readonly count: number;
  /** One for each port, or for several together where there are many; the gravest of them counts. */
  readonly strip: readonly StripCell[];
  readonly tally: Readonly<Record<ForwardState["kind"], number>>;
}

/** The figures of all passive ports together. */
export function rangeFigures(passive: readonly ForwardStatus[]): RangeFigures {
  const sum = (figure: (forward: ForwardStatus) => number): number => passive.reduce((total, forward) => total + figure(forward), 0);
  const counted = (kind: ForwardState["kind"]): number => sum(({ state }) => (state.kind === kind ? 1 : 0));
  return {
    ports: formatPorts(passive.map(({ listen }) => Number(listen.slice(listen.lastIndexOf(":") + 1)))),
    count: passive.length,
    strip: stripOf(passive),
    tally: { listening: counted("listening"), refused: counted("refused"), idle: counted("idle") },
    connections: { open: sum(({ connections }) => connections.open), total: sum(({ connections }) => connections.total) },
    bytes: { up: sum(({ bytes }) => bytes.up), down: sum(({ bytes }) => bytes.down) },
    speed: { up: sum(({ speed }) => speed.up), down: sum(({ speed }) => speed.down) },
  };
}

function stripOf(passive: readonly ForwardStatus[]): readonly StripCell[] {
  const cells = passive.map(cellOf);
  const together = Math.ceil(cells.length / MOST_CELLS);
  return Array.from({ length: Math.ceil(cells.length / together) }, (_, place) => gravestOf(cells.slice(place * together, (place + 1) * together)));
}

function cellOf({ state, trouble, connections }: ForwardStatus): StripCell {
  if (state.kind !== "listening") return state.kind;
  return trouble !== undefined ? "troubled" : connections.open > 0 ? "busy" : "listening";
}

const gravestOf = (cells: readonly StripCell[]): StripCell => cells.reduce((worst, cell) => (STRIP_CELLS.indexOf(cell) > STRIP_CELLS.indexOf(worst) ? cell : worst), "idle");
