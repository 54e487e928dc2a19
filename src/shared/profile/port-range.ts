/** A run of ports, both ends included. */
export interface PortRange {
  readonly first: number;
  readonly last: number;
}

/** What is wrong with a text that should list port ranges; `part` is the piece that was read. */
export interface PortRangeProblem {
  readonly problem:
    "range-empty" | "range-malformed" | "port-out-of-range" | "range-reversed" | "ranges-overlap" | "range-too-long";
  readonly part: string;
}

/** The longest passive range that a profile may carry; each port is a listener, and `relay` needs none of them. */
export const MAX_PORTS = 10_000;

/**
 * Read a passive range as people write it: `"2534-2536"`, `"2534"`, `"2534-2536,40000-40010"`; blanks are ignored.
 *
 * @returns the ranges in the order written, or the first problem with the part that has it.
 */
export function parsePortRanges(text: string): readonly PortRange[] | PortRangeProblem {
  if (text.trim() === "") return { problem: "range-empty", part: text };
  const ranges: PortRange[] = [];
  let ports = 0;
  for (const part of text.split(",").map((piece) => piece.trim())) {
    const range = parseRange(part);
    if ("problem" in range) return range;
    if (ranges.some((other) => range.first <= other.last && other.first <= range.last))
      return { problem: "ranges-overlap", part };
    ports += range.last - range.first + 1;
    if (ports > MAX_PORTS) return { problem: "range-too-long", part };
    ranges.push(range);
  }
  return ranges;
}

function parseRange(part: string): PortRange | PortRangeProblem {
  const ends = /^(\d+)(?:\s*-\s*(\d+))?$/.exec(part);
  if (ends?.[1] === undefined) return { problem: "range-malformed", part };
  const first = Number(ends[1]);
  const last = Number(ends[2] ?? ends[1]);
  if ([first, last].some((port) => port < 1 || port > 65_535)) return { problem: "port-out-of-range", part };
  return first <= last ? { first, last } : { problem: "range-reversed", part };
}

/** Every port of the ranges, in the order written. */
export function portsOf(ranges: readonly PortRange[]): number[] {
  return ranges.flatMap(({ first, last }) => Array.from({ length: last - first + 1 }, (_, step) => first + step));
}

/** The text that `parsePortRanges` reads back as the same ports: runs of neighbours are joined. */
export function formatPorts(ports: readonly number[]): string {
  const runs: { first: number; last: number }[] = [];
  for (const port of [...new Set(ports)].sort((a, b) => a - b)) {
    const run = runs.at(-1);
    if (run?.last === port - 1) run.last = port;
    else runs.push({ first: port, last: port });
  }
  return runs.map(({ first, last }) => (first === last ? `${first}` : `${first}-${last}`)).join(",");
}
