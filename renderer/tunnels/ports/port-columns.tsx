import type { ReactNode } from "react";
import type { ColumnProps } from "react-aria-components";
import type { ForwardStatus } from "../../../src/shared/status/tunnel-state.js";
import { formatCount } from "../../../src/shared/words/format-values.js";
import { words } from "../../../src/shared/words/words.js";
import { ForwardSwitch } from "./forward-switch.js";
import {
  AddressCell,
  CombinedFigures,
  Connections,
  ByteFigures,
  PortName,
  PortState,
  RangeName,
  RangeState,
  RouteCell,
} from "./port-cells.js";
import type { RangeTotals } from "./range-totals.js";
import type { TableWidth } from "./use-table-width.js";

/** What one line of figures tells of: a port, or a range. */
export type FigureRow =
  | {
      readonly kind: "port";
      readonly forward: ForwardStatus;
      readonly isIndented: boolean;
      /** The first of its forward's ports carries the switch for all of them, unless the range's own line does. */ readonly hasSwitch: boolean;
    }
  | { readonly kind: "range"; readonly id: string; readonly figures: RangeTotals };

export interface PortColumn {
  readonly id: string;
  /** Asked as it is drawn, for the language may change. */
  readonly title: () => string;
  readonly width: NonNullable<ColumnProps["width"]>;
  /** Beneath this the table scrolls sideways. */
  readonly minWidth?: number;
  readonly isNumeric?: true;
  cell(row: FigureRow): ReactNode;
}

/** Beneath this the table scrolls sideways rather than break its names. */
const MIN_NAME_WIDTH = 128;

const withMinWidth = (minWidth: number, grow: boolean): Pick<PortColumn, "width" | "minWidth"> =>
  grow ? { width: "2fr", minWidth } : { width: minWidth };

const nameOf = (row: FigureRow): ReactNode =>
  row.kind === "range" ? (
    <span className="port-head">
      <RangeName {...row} />
      <ForwardSwitch plan={row.figures.plan} />
    </span>
  ) : (
    <span className="port-head">
      <PortName forward={row.forward} isIndented={row.isIndented} />
      {row.hasSwitch ? <ForwardSwitch plan={row.forward.plan} /> : null}
    </span>
  );
const localAddressOf = (row: FigureRow): string => (row.kind === "range" ? row.figures.ports : row.forward.listen);
const targetOf = (row: FigureRow): string =>
  row.kind === "range" ? words.ports.count(formatCount(row.figures.count)) : row.forward.target;
const figuresOf = (row: FigureRow) => (row.kind === "range" ? row.figures : row.forward);

const route = (row: FigureRow): ReactNode => (
  <RouteCell from={localAddressOf(row)} to={targetOf(row)} hasArrow={row.kind === "port"} />
);
const stateOf = (row: FigureRow): ReactNode =>
  row.kind === "range" ? <RangeState tally={row.figures.tally} /> : <PortState state={row.forward.state} />;
const state = (width: number): PortColumn => ({
  id: "state",
  title: () => words.ports.state,
  width,
  cell: stateOf,
});
/** @param grow whether they take their share of a wide window, so that they do not crowd at its edge */
const figures = (width: number, grow = false): readonly PortColumn[] => [
  {
    id: "connections",
    title: () => words.ports.connections,
    ...withMinWidth(width + 12, grow),
    isNumeric: true,
    cell: (row) => <Connections {...figuresOf(row).connections} />,
  },
  {
    id: "up",
    title: () => words.ports.up,
    ...withMinWidth(width, grow),
    isNumeric: true,
    cell: (row) => <ByteFigures bytes={figuresOf(row).bytes.up} speed={figuresOf(row).speed.up} />,
  },
  {
    id: "down",
    title: () => words.ports.down,
    ...withMinWidth(width + 18, grow),
    isNumeric: true,
    cell: (row) => <ByteFigures bytes={figuresOf(row).bytes.down} speed={figuresOf(row).speed.down} />,
  },
];

/** The columns for which there is room; nothing is left out, only put beneath one another. */
export const COLUMNS: Record<TableWidth, readonly PortColumn[]> = {
  wide: [
    { id: "name", title: () => words.ports.name, width: "4fr", minWidth: MIN_NAME_WIDTH, cell: nameOf },
    {
      id: "local",
      title: () => words.ports.local,
      width: "3fr",
      cell: (row) => <AddressCell>{localAddressOf(row)}</AddressCell>,
    },
    {
      id: "target",
      title: () => words.ports.target,
      width: "3fr",
      cell: (row) => <AddressCell>{targetOf(row)}</AddressCell>,
    },
    { ...state(132), ...withMinWidth(132, true) },
    ...figures(100, true),
  ],
  middling: [
    { id: "name", title: () => words.ports.name, width: "10fr", minWidth: MIN_NAME_WIDTH, cell: nameOf },
    { id: "route", title: () => words.ports.route, width: "11fr", cell: route },
    state(124),
    ...figures(86),
  ],
  narrow: [
    {
      id: "name",
      title: () => words.ports.name,
      width: "1fr",
      minWidth: MIN_NAME_WIDTH,
      cell: (row) => (
        <span className="stack">
          {nameOf(row)}
          {route(row)}
        </span>
      ),
    },
    state(112),
    ...figures(78),
  ],
  slim: [
    {
      id: "name",
      title: () => words.ports.name,
      width: "1fr",
      minWidth: 64,
      cell: (row) => (
        <span className="stack">
          {nameOf(row)}
          {route(row)}
          {stateOf(row)}
        </span>
      ),
    },
    {
      id: "traffic",
      title: () => words.ports.connections,
      width: 92,
      isNumeric: true,
      cell: (row) => <CombinedFigures {...figuresOf(row)} />,
    },
  ],
};
