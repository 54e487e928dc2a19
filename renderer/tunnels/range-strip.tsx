import { sayCount } from "../../src/shared/words/format-values.js";
import { words } from "../../src/shared/words/words.js";
import type { RangeFigures } from "./range-totals.js";

/** A range at a glance: a small cell a port, by height and by colour what it does. */
export function PortStrip({ range: { strip, tally, plan } }: { readonly range: RangeFigures }) {
  const told = (["refused", "listening", "idle"] as const).filter((kind) => tally[kind] > 0).map((kind) => `${sayCount(tally[kind])} ${words.ports.tally[kind]}`);
  return (
    <span className="strip" role="img" aria-label={`${plan?.name ?? words.ports.passiveRange}: ${told.join(", ")}`}>
      {strip.map((cell, place) => <span key={place} className={`strip-cell strip-${cell}`} />)}
    </span>
  );
}
