import { createContext, use } from "react";
import type { ForwardStatus, TransferStatus } from "../../src/shared/status/tunnel-state.js";
import type { RangeTotals } from "./range-totals.js";

/** The newest figures, which the cells in sight read for themselves. */
export interface PortsContextValue {
  readonly forwards: readonly ForwardStatus[];
  /** What passes through each of the forwards, in the order shown. */
  readonly transfers: readonly (readonly TransferStatus[])[];
  /** For how long something has lasted is told by this clock. */
  readonly now: number;
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
  transfers: [],
  now: 0,
  ranges: new Map(),
  expanded: new Set(),
  onToggle: () => undefined,
  onSwitch: () => undefined,
});

export const usePorts = (): PortsContextValue => use(PortsContext);
