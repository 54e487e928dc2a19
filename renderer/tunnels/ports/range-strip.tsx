import { formatCount } from "../../../src/shared/words/format-values.js";
import { words } from "../../../src/shared/words/words.js";
import type { RangeTotals } from "./range-totals.js";

/** A range at a glance: a small cell a port, by height and by colour what it does. */
export function RangeStrip({ range: { strip, tally, plan } }: { readonly range: RangeTotals }) {
  const summary = (["refused", "listening", "idle"] as const)
    .filter((kind) => tally[kind] > 0)
    .map((kind) => `${formatCount(tally[kind])} ${words.ports.tally[kind]}`);
  return (
    <span
      className="range-strip"
      role="img"
      aria-label={`${plan?.name ?? words.ports.passiveRange}: ${summary.join(", ")}`}
    >
      {strip.map((cell, index) => (
        <span key={index} className={`range-strip-cell range-strip-${cell}`} />
      ))}
    </span>
  );
}
