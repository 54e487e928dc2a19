import type { ReactNode } from "react";
import type { ColumnProps } from "react-aria-components";
import type { ForwardStatus } from "../../src/shared/status/tunnel-state.js";
import { sayCount } from "../../src/shared/words/format-values.js";
import { words } from "../../src/shared/words/words.js";
import { ForwardSwitch } from "./forward-switch.js";
import { Address, AllFigures, Connections, Flow, PortName, PortState, RangeName, RangeState, Route } from "./port-cells.js";
import type { RangeFigures } from "./range-totals.js";
import type { Room } from "./use-table-width.js";

/** What one line of figures tells of: a port, or a range. */
export type Told =
  | { readonly kind: "port"; readonly forward: ForwardStatus; readonly isIndented: boolean; /** The first of its forward's ports carries the switch for all of them, unless the range's own line does. */ readonly hasSwitch: boolean }
  | { readonly kind: "range"; readonly id: string; readonly figures: RangeFigures };

export interface PortColumn {
  readonly id: string;
  /** Asked as it is drawn, for the language may change. */
  readonly title: () => string;
  readonly width: NonNullable<ColumnProps["width"]>;
  /** Beneath this the table scrolls sideways. */
  readonly least?: number;
  readonly isFigure?: true;
  cell(told: Told): ReactNode;
}

/** Beneath this the table scrolls sideways rather than break its names. */
const LEAST_NAME = 128;

const atLeast = (least: number, grow: boolean): Pick<PortColumn, "width" | "least"> => (grow ? { width: "2fr", least } : { width: least });

const nameOf = (told: Told): ReactNode => (told.kind === "range"
  ? <span className="port-head"><RangeName {...told} /><ForwardSwitch plan={told.figures.plan} /></span>
  : <span className="port-head"><PortName forward={told.forward} isIndented={told.isIndented} />{told.hasSwitch ? <ForwardSwitch plan={told.forward.plan} /> : null}</span>);
const localOf = (told: Told): string => (told.kind === "range" ? told.figures.ports : told.forward.listen);
const targetOf = (told: Told): string => (told.kind === "range" ? words.ports.count(sayCount(told.figures.count)) : told.forward.target);
const figuresOf = (told: Told) => (told.kind === "range" ? told.figures : told.forward);

const route = (told: Told): ReactNode => <Route from={localOf(told)} to={targetOf(told)} isWay={told.kind === "port"} />;
const stateOf = (told: Told): ReactNode => (told.kind === "range" ? <RangeState tally={told.figures.tally} /> : <PortState kind={told.forward.state.kind} />);
const state = (width: number): PortColumn => ({
  id: "state", title: () => words.ports.state, width,
  cell: stateOf,
});
/** @param grow whether they take their share of a wide window, so that they do not crowd at its edge */
const figures = (width: number, grow = false): readonly PortColumn[] => [
  { id: "connections", title: () => words.ports.connections, ...atLeast(width + 12, grow), isFigure: true, cell: (told) => <Connections {...figuresOf(told).connections} /> },
  { id: "up", title: () => words.ports.up, ...atLeast(width, grow), isFigure: true, cell: (told) => <Flow bytes={figuresOf(told).bytes.up} speed={figuresOf(told).speed.up} /> },
  { id: "down", title: () => words.ports.down, ...atLeast(width + 18, grow), isFigure: true, cell: (told) => <Flow bytes={figuresOf(told).bytes.down} speed={figuresOf(told).speed.down} /> },
];

/** The columns for which there is room; nothing is left out, only put beneath one another. */
export const COLUMNS: Record<Room, readonly PortColumn[]> = {
  wide: [
    { id: "name", title: () => words.ports.name, width: "4fr", least: LEAST_NAME, cell: nameOf },
    { id: "local", title: () => words.ports.local, width: "3fr", cell: (told) => <Address>{localOf(told)}</Address> },
    { id: "target", title: () => words.ports.target, width: "3fr", cell: (told) => <Address>{targetOf(told)}</Address> },
    { ...state(132), ...atLeast(132, true) },
    ...figures(100, true),
  ],
  middling: [
    { id: "name", title: () => words.ports.name, width: "10fr", least: LEAST_NAME, cell: nameOf },
    { id: "route", title: () => words.ports.route, width: "11fr", cell: route },
    state(124),
    ...figures(86),
  ],
  narrow: [
    { id: "name", title: () => words.ports.name, width: "1fr", least: LEAST_NAME, cell: (told) => <span className="stack">{nameOf(told)}{route(told)}</span> },
    state(112),
    ...figures(78),
  ],
  slim: [
    { id: "name", title: () => words.ports.name, width: "1fr", least: 64, cell: (told) => <span className="stack">{nameOf(told)}{route(told)}{stateOf(told)}</span> },
    { id: "traffic", title: () => words.ports.connections, width: 92, isFigure: true, cell: (told) => <AllFigures {...figuresOf(told)} /> },
  ],
};
