import type { ReactNode } from "react";
import type { ColumnProps } from "react-aria-components";
import { sayCount } from "../figures.js";
import { words } from "../words.js";
import { Address, Connections, Flow, PortName, PortState, RangeName, RangeState, Route } from "./port-cells.js";
import type { PortRow } from "./port-rows.js";
import type { Room } from "./use-room.js";

/** A line of figures: one port, or the passive range. */
export type FigureRow = Exclude<PortRow, { kind: "why" }>;

export interface PortColumn {
  readonly id: string;
  readonly title: string;
  readonly width: NonNullable<ColumnProps["width"]>;
  readonly isFigure?: true;
  cell(row: FigureRow, look: Look): ReactNode;
}

/** What the cells need to know beside their row. */
export interface Look {
  /** Whether the passive ports stand indented beneath a line for the whole range. */
  readonly hasRange: boolean;
  readonly onToggle: () => void;
}

const nameOf = (row: FigureRow, { hasRange, onToggle }: Look): ReactNode =>
  row.kind === "range" ? <RangeName row={row} onToggle={onToggle} /> : <PortName forward={row.forward} isIndented={hasRange && row.forward.group === "passive"} />;
const localOf = (row: FigureRow): string => (row.kind === "range" ? row.ports : row.forward.listen);
const targetOf = (row: FigureRow): string => (row.kind === "range" ? words.ports.count(sayCount(row.count)) : row.forward.target);
const figuresOf = (row: FigureRow) => (row.kind === "range" ? row : row.forward);

const route = (row: FigureRow): ReactNode => <Route from={localOf(row)} to={targetOf(row)} isWay={row.kind === "port"} />;
const state = (width: number): PortColumn => ({ id: "state", title: words.ports.state, width, cell: (row) => (row.kind === "range" ? <RangeState tally={row.tally} /> : <PortState kind={row.forward.state.kind} />) });
const figures = (width: number): readonly PortColumn[] => [
  { id: "connections", title: words.ports.connections, width: width + 12, isFigure: true, cell: (row) => <Connections {...figuresOf(row).connections} /> },
  { id: "up", title: words.ports.up, width, isFigure: true, cell: (row) => <Flow bytes={figuresOf(row).bytes.up} speed={figuresOf(row).speed.up} /> },
  { id: "down", title: words.ports.down, width: width + 18, isFigure: true, cell: (row) => <Flow bytes={figuresOf(row).bytes.down} speed={figuresOf(row).speed.down} /> },
];

/** The columns for which there is room; nothing is left out, only put beneath one another. */
export const COLUMNS: Record<Room, readonly PortColumn[]> = {
  wide: [
    { id: "name", title: words.ports.name, width: "5fr", cell: nameOf },
    { id: "local", title: words.ports.local, width: "4fr", cell: (row) => <Address>{localOf(row)}</Address> },
    { id: "target", title: words.ports.target, width: "4fr", cell: (row) => <Address>{targetOf(row)}</Address> },
    state(132),
    ...figures(100),
  ],
  middling: [
    { id: "name", title: words.ports.name, width: "5fr", cell: nameOf },
    { id: "route", title: words.ports.route, width: "5fr", cell: route },
    state(124),
    ...figures(92),
  ],
  narrow: [
    { id: "name", title: words.ports.name, width: "1fr", cell: (row, look) => <span className="stack">{nameOf(row, look)}{route(row)}</span> },
    state(112),
    ...figures(78),
  ],
};
