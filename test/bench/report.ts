import { mkdirSync, writeFileSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { formatColumns } from "../../src/cli/terminal/columns.js";
import type { Summary } from "./measurements.js";
import type { RouteName } from "./routes.js";

const RESULTS = join(import.meta.dirname, "results");

/** The medians, and in brackets how many times better than `ssh -L`. */
export function table(summary: readonly Summary[], ways: readonly RouteName[]): string[] {
  return formatColumns([
    ["", "", ...ways],
    ...summary.map(({ name, unit, ways: figures }) => [
      name,
      unit,
      ...ways.map((way) => {
        const figure = figures[way];
        if (figure === undefined) return "-";
        return way === "ssh -L" || figure.toSsh === undefined
          ? String(figure.median)
          : `${figure.median} (${figure.toSsh})`;
      }),
    ]),
  ]);
}

/** A quick look does not take the place of a whole measurement. @returns the file's path */
export function writeResults(results: object, quick: boolean): string {
  mkdirSync(RESULTS, { recursive: true });
  const file = join(RESULTS, `${new Date().toISOString().slice(0, 10)}-${hostname()}${quick ? "-quick" : ""}.json`);
  writeFileSync(file, `${JSON.stringify(results, undefined, 2)}\n`);
  return file;
}
