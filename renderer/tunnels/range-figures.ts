import { formatPorts } from "../../src/shared/port-range.js";
import type { ForwardState, ForwardStatus } from "../../src/shared/tunnel-state.js";

/** Many passive ports told in one line. */
export interface RangeFigures extends Pick<ForwardStatus, "connections" | "bytes" | "speed"> {
  /** `2534-2536,40000-40010`. */
  readonly ports: string;
  readonly count: number;
  readonly tally: Readonly<Record<ForwardState["kind"], number>>;
}

/** The figures of all passive ports together. */
export function rangeFigures(passive: readonly ForwardStatus[]): RangeFigures {
  const sum = (figure: (forward: ForwardStatus) => number): number => passive.reduce((total, forward) => total + figure(forward), 0);
  const counted = (kind: ForwardState["kind"]): number => sum(({ state }) => (state.kind === kind ? 1 : 0));
  return {
    ports: formatPorts(passive.map(({ listen }) => Number(listen.slice(listen.lastIndexOf(":") + 1)))),
    count: passive.length,
    tally: { listening: counted("listening"), refused: counted("refused"), idle: counted("idle") },
    connections: { open: sum(({ connections }) => connections.open), total: sum(({ connections }) => connections.total) },
    bytes: { up: sum(({ bytes }) => bytes.up), down: sum(({ bytes }) => bytes.down) },
    speed: { up: sum(({ speed }) => speed.up), down: sum(({ speed }) => speed.down) },
  };
}
