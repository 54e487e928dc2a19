import { useEffect, useRef, useState } from "react";
import { ToggleButton, ToggleButtonGroup } from "react-aria-components";
import type { TrafficHistoryOf } from "../../src/shared/status/traffic-history.js";
import { formatSpeed } from "../../src/shared/words/format-values.js";
import { words } from "../../src/shared/words/words.js";
import { useNow } from "../controls/use-now.js";
import { LinePlot } from "./line-plot.js";
import { peakOf, plotData, type Span } from "./plot-data.js";
import "./traffic.css";

/** The traffic of one tunnel in the last minute or hour, with its peaks in words. */
export function TrafficPlot({ past }: { readonly past: TrafficHistoryOf }) {
  const [span, setSpan] = useState<Span>("minute");
  const now = useNow(true);
  const data = plotData(past, span, now);
  const [up, down] = [formatSpeed(peakOf(data[1])), formatSpeed(peakOf(data[2]))];
  const container = useRef<HTMLDivElement>(null);
  const plot = useRef<LinePlot>(null);
  useEffect(() => {
    if (container.current === null) return;
    const made = (plot.current = new LinePlot(container.current));
    return () => made.close();
  }, []);
  useEffect(() => plot.current?.show(data));
  return (
    <section className="traffic" aria-label={words.traffic.title}>
      <header className="traffic-head">
        <h2>{words.traffic.title}</h2>
        <p className="traffic-legend">
          <span className="legend-down" aria-hidden="true" />
          {words.traffic.downPeak(down === "" ? words.traffic.nothing : down)}
        </p>
        <p className="traffic-legend">
          <span className="legend-up" aria-hidden="true" />
          {words.traffic.upPeak(up === "" ? words.traffic.nothing : up)}
        </p>
        <span className="spacer" />
        <ToggleButtonGroup
          className="time-spans"
          aria-label={words.traffic.span}
          selectionMode="single"
          disallowEmptySelection
          selectedKeys={[span]}
          onSelectionChange={(keys) => {
            for (const key of keys) setSpan(key as Span);
          }}
        >
          <ToggleButton id="minute" className="time-span">
            {words.traffic.minute}
          </ToggleButton>
          <ToggleButton id="hour" className="time-span">
            {words.traffic.hour}
          </ToggleButton>
        </ToggleButtonGroup>
      </header>
      <div ref={container} className="traffic-plot" aria-hidden="true" />
    </section>
  );
}
