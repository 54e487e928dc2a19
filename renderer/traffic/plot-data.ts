import { HISTORY_SECONDS, HISTORY_MINUTES, type TrafficHistoryOf } from "../../src/shared/status/traffic-history.js";
import type { Traffic } from "../../src/shared/status/tunnel-state.js";

/** How far back the plot looks. */
export type Span = "minute" | "hour";

/** Three columns as uPlot takes them: the moments in seconds since 1970, and bytes a second up and down at each. */
export type PlotData = readonly [number[], number[], number[]];

/** What to draw now: time has gone on since the past was told, and nothing has passed in it. @param now milliseconds since 1970 */
export function plotData(past: TrafficHistoryOf, span: Span, now: number): PlotData {
  const [step, count, recorded] =
    span === "minute" ? ([1, HISTORY_SECONDS, past.seconds] as const) : ([60, HISTORY_MINUTES, past.minutes] as const);
  const until = Math.max(Math.floor(now / 1000 / step), Math.floor(past.second / step));
  const elapsedSteps = until - Math.floor(past.second / step);
  const shown: readonly Traffic[] = [
    ...recorded.slice(Math.min(elapsedSteps, count)),
    ...Array.from({ length: Math.min(elapsedSteps, count) }, () => ({ up: 0, down: 0 })),
  ];
  return [
    shown.map((_, index) => (until - count + 1 + index) * step),
    shown.map(({ up }) => up / step),
    shown.map(({ down }) => down / step),
  ];
}

/** The greatest speed of a column. */
export const peakOf = (speeds: readonly number[]): number => speeds.reduce((most, speed) => Math.max(most, speed), 0);
