import uPlot from "uplot";
import "uplot/dist/uPlot.min.css";
import { sayClock, saySpeed } from "../../src/shared/words/format-values.js";
import type { PlotData } from "./plot-data.js";

const HEIGHT = 92;
/** Half of what a time takes: nearer to the edge it would be cut. Pixels. */
const HALF_A_TIME = 28;

/** Two lines over time, drawn by uPlot in the colours that the page has at the moment. */
export class LinePlot {
  readonly #plot: uPlot;
  readonly #sizes: ResizeObserver;
  readonly #colours = ["(prefers-color-scheme: dark)", "(forced-colors: active)"].map((wish) => window.matchMedia(wish));
  readonly #redraw = (): void => this.#plot.redraw(false);

  constructor(place: HTMLElement) {
    const colour = (name: string) => (): string => getComputedStyle(place).getPropertyValue(name);
    const axis = { stroke: colour("--text-2"), grid: { stroke: colour("--line"), width: 1 }, ticks: { show: false }, font: `11px ${getComputedStyle(place).fontFamily}` };
    this.#plot = new uPlot({
      width: place.clientWidth, height: HEIGHT, padding: [6, 4, 0, 0],
      cursor: { show: false }, legend: { show: false },
      scales: { x: { time: false }, y: { range: (_plot, _least, most) => [0, Math.max(most * 1.1, 1000)] } },
      axes: [
        { ...axis, grid: { show: false }, size: 20, space: 90, values: (plot, moments) => moments.map((moment) => (plot.valToPos(moment, "x") <= plot.over.clientWidth - HALF_A_TIME ? sayClock(moment * 1000) : null)) },
        { ...axis, size: 72, space: 30, values: (_plot, speeds) => speeds.map((speed) => saySpeed(speed)) },
      ],
      series: [{}, { stroke: colour("--plot-up"), width: 1.5, points: { show: false } }, { stroke: colour("--plot-down"), fill: colour("--plot-down-fill"), width: 1.5, points: { show: false } }],
    }, [[], [], []], place);
    this.#sizes = new ResizeObserver(() => this.#plot.setSize({ width: place.clientWidth, height: HEIGHT }));
    this.#sizes.observe(place);
    this.#colours.forEach((wish) => wish.addEventListener("change", this.#redraw));
  }

  show([moments, up, down]: PlotData): void {
    this.#plot.setData([moments, up, down]);
  }

  close(): void {
    this.#colours.forEach((wish) => wish.removeEventListener("change", this.#redraw));
    this.#sizes.disconnect();
    this.#plot.destroy();
  }
}
