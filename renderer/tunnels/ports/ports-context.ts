import { createContext, use } from "react";
import type { ForwardStatus } from "../../../src/shared/status/tunnel-state.js";
import type { RangeTotals } from "./range-totals.js";

/** The newest figures, which the cells in sight read for themselves. */
export interface PortsContextValue {
  readonly forwards: readonly ForwardStatus[];
  /** The ports of each range that is long enough to be folded, together, by the id of its line. */
  readonly ranges: ReadonlyMap<string, RangeTotals>;
  /** The ids of the lines that are unfolded. */
  readonly expanded: ReadonlySet<string>;
  readonly onToggle: (id: string) => void;
  /** @param place the forward's place in the profile */
  readonly onSwitch: (index: number, enabled: boolean) => void;
}

export const PortsContext = createContext<PortsContextValue>({
  forwards: [],
  ranges: new Map(),
  expanded: new Set(),
  onToggle: () => undefined,
  onSwitch: () => undefined,
});

export const usePorts = (): PortsContextValue => use(PortsContext);
