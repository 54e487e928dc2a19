import { createContext, use } from "react";
import type { ForwardStatus } from "../../src/shared/tunnel-state.js";
import type { RangeFigures } from "./range-figures.js";

/** The newest figures, which the cells in sight read for themselves. */
export interface PortsShown {
  readonly forwards: readonly ForwardStatus[];
  /** The passive ports together, where there are enough of them to be folded. */
  readonly range: RangeFigures | undefined;
  readonly isUnfolded: boolean;
  readonly onToggle: () => void;
}

export const PortsContext = createContext<PortsShown>({ forwards: [], range: undefined, isUnfolded: false, onToggle: () => undefined });

export const usePorts = (): PortsShown => use(PortsContext);
