import type { RouteName } from "./routes.js";

/** One thing that is measured: a row of the table. */
export interface MeasurementRow {
  readonly name: string;
  readonly unit: "MB/s" | "s" | "ms" | "MB" | "KB" | "round trips";
  readonly better: "more" | "less";
}

/** What all rounds gave, for each way, in the order of the rounds. */
export class Measurements {
  readonly #rows = new Map<string, { readonly measure: MeasurementRow; readonly ways: Map<RouteName, number[]> }>();

  add(measure: MeasurementRow, way: RouteName, figure: number): void {
    const { ways } = this.#rows.get(measure.name) ?? { ways: new Map<RouteName, number[]>() };
    ways.set(way, [...(ways.get(way) ?? []), figure]);
    this.#rows.set(measure.name, { measure, ways });
  }

  /** Each measure with the median of each way, and how many times better than `ssh -L` it is: above 1 is better, whatever is measured. */
  summary(): Summary[] {
    return [...this.#rows.values()].map(({ measure, ways }) => {
      const base = median(ways.get("ssh -L") ?? []);
      return {
        ...measure,
        ways: Object.fromEntries(
          [...ways].map(([way, rounds]) => {
            const middle = median(rounds);
            const toSsh = Number.isNaN(base)
              ? {}
              : { toSsh: round(measure.better === "more" ? middle / base : base / middle) };
            return [way, { median: round(middle), ...toSsh, rounds: rounds.map(round) }];
          }),
        ),
      };
    });
  }
}

export interface Summary extends MeasurementRow {
  readonly ways: Readonly<
    Partial<Record<RouteName, { readonly median: number; readonly toSsh?: number; readonly rounds: readonly number[] }>>
  >;
}

export function median(figures: readonly number[]): number {
  const sorted = figures.toSorted((one, other) => one - other);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? Number.NaN)) / 2;
}

/** Three digits are more than the noise lets stand. */
const round = (figure: number): number => Number(figure.toPrecision(3));
