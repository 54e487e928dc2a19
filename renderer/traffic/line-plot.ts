import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { formatClock, formatSpeed } from "../../src/shared/words/format-values.js";
import type { PlotData } from "./plot-data.js";

const HEIGHT_PX = 92;
/** Half of what a time takes: nearer to the edge it would be cut. Pixels. */
const LABEL_MARGIN_PX = 28;

/** Two lines over time, drawn by uPlot in the colours that the page has at the moment. */
export class LinePlot {
  readonly #plot: uPlot;
  readonly #resizeObserver: ResizeObserver;
  readonly #colourQueries = ["(prefers-color-scheme: dark)", "(forced-colors: active)"].map((query) =>
    window.matchMedia(query),
  );
  readonly #redraw = (): void => this.#plot.redraw(false);

  constructor(container: HTMLElement) {
    const colour = (name: string) => (): string => getComputedStyle(container).getPropertyValue(name);
    const axis = {
      stroke: colour("--text-2"),
      grid: { stroke: colour("--line"), width: 1 },
      ticks: { show: false },
      font: `11px ${getComputedStyle(container).fontFamily}`,
    };
    this.#plot = new uPlot(
      {
        width: container.clientWidth,
        height: HEIGHT_PX,
        padding: [6, 4, 0, 0],
        cursor: { show: false },
        legend: { show: false },
        scales: { x: { time: false }, y: { range: (_plot, _least, most) => [0, Math.max(most * 1.1, 1000)] } },
        axes: [
          {
            ...axis,
            grid: { show: false },
            size: 20,
            space: 90,
            values: (plot, moments) =>
              moments.map((moment) =>
                plot.valToPos(moment, "x") <= plot.over.clientWidth - LABEL_MARGIN_PX
                  ? formatClock(moment * 1000)
                  : null,
              ),
          },
          { ...axis, size: 72, space: 30, values: (_plot, speeds) => speeds.map((speed) => formatSpeed(speed)) },
        ],
        series: [
          {},
          { stroke: colour("--plot-up"), width: 1.5, points: { show: false } },
          { stroke: colour("--plot-down"), fill: colour("--plot-down-fill"), width: 1.5, points: { show: false } },
        ],
      },
      [[], [], []],
      container,
    );
    this.#resizeObserver = new ResizeObserver(() =>
      this.#plot.setSize({ width: container.clientWidth, height: HEIGHT_PX }),
    );
    this.#resizeObserver.observe(container);
    this.#colourQueries.forEach((query) => query.addEventListener("change", this.#redraw));
  }

  show([moments, up, down]: PlotData): void {
    this.#plot.setData([moments, up, down]);
  }

  close(): void {
    this.#colourQueries.forEach((query) => query.removeEventListener("change", this.#redraw));
    this.#resizeObserver.disconnect();
    this.#plot.destroy();
  }
}
