import { Cell, Row } from "react-aria-components";
import { rangeOf } from "../../src/shared/status/port-ranges.js";
import { Why } from "./port-cells.js";
import type { PortColumn } from "./port-columns.js";
import { causeOf, type PortRow } from "./port-rows.js";
import { usePorts } from "./ports-context.js";
import { PortStrip } from "./range-strip.js";
import { TransferFigure, TransferName, TransfersFold } from "./transfer-cells.js";

type TransferRow = Extract<PortRow, { kind: "transfer" }>;
type FigureRow = Extract<PortRow, { kind: "port" | "range" }>;

/** One line of the table, of whatever kind. Its cells read for themselves what they show. @param isLeading the line beneath belongs to it */
export function tableRow(row: PortRow, columns: readonly PortColumn[], isLeading: boolean) {
  const look = `ports-row ${row.kind}-row ${isLeading ? "leading-row" : ""}`;
  switch (row.kind) {
    case "why":
      return <Row id={row.id} className={look}><Cell className="why-cell" colSpan={columns.length}><WhyCell place={row.place} /></Cell></Row>;
    case "strip":
      return <Row id={row.id} className={look} textValue={row.id}><Cell className="strip-place" colSpan={columns.length}><StripCell range={row.range} /></Cell></Row>;
    case "transfers":
      return <Row id={row.id} className={look} textValue={row.id}><Cell className="ports-cell first-cell transfers-cell" colSpan={columns.length}><TransfersCell {...row} /></Cell></Row>;
    case "transfer":
      return transferRow(row, columns, look);
    case "port": case "range":
      return figureRow(row, columns, look);
  }
}

/** Its name goes through all columns but those of the figures, which stand beneath the port's own. */
function transferRow(row: TransferRow, columns: readonly PortColumn[], look: string) {
  const figures = columns.filter(({ isFigure }) => isFigure);
  return (
    <Row id={row.id} className={look} textValue={row.id}>
      <Cell className="ports-cell first-cell transfer-cell" colSpan={columns.length - figures.length}><TransferCell row={row} /></Cell>
      {figures.map((column) => <Cell key={column.id} className={cellClass(columns, columns.indexOf(column))}><TransferCell row={row} column={column.id} /></Cell>)}
    </Row>
  );
}

function figureRow(row: FigureRow, columns: readonly PortColumn[], look: string) {
  return (
    <Row id={row.id} className={look} textValue={row.id}>
      {columns.map((column, place) => <Cell key={column.id} className={cellClass(columns, place)}><FigureCell row={row} column={column} /></Cell>)}
    </Row>
  );
}

function FigureCell({ row, column }: { readonly row: FigureRow; readonly column: PortColumn }) {
  const { forwards, ranges } = usePorts();
  if (row.kind === "range") {
    const figures = ranges.get(row.id);
    return figures === undefined ? null : column.cell({ kind: "range", id: row.id, figures });
  }
  const forward = forwards[row.place];
  if (forward === undefined) return null;
  const range = rangeOf(forward);
  const isIndented = range !== undefined && ranges.has(range);
  const isFirst = forwards[row.place - 1]?.plan?.place !== forward.plan?.place;
  return column.cell({ kind: "port", forward, isIndented, hasSwitch: isFirst && !isIndented });
}

function WhyCell({ place }: { readonly place: number }) {
  const forward = usePorts().forwards[place];
  const cause = forward === undefined ? undefined : causeOf(forward);
  return cause === undefined ? null : <Why cause={cause} isRefusal={forward?.state.kind === "refused"} />;
}

function StripCell({ range }: { readonly range: string }) {
  const figures = usePorts().ranges.get(range);
  return figures === undefined ? null : <PortStrip range={figures} />;
}

function TransfersCell({ id, place }: { readonly id: string; readonly place: number }) {
  return <TransfersFold id={id} count={usePorts().transfers[place]?.length ?? 0} />;
}

/** Empty where its transfer is over and no other has taken the line. */
function TransferCell({ row: { place, line }, column }: { readonly row: TransferRow; readonly column?: string }) {
  const { transfers, now } = usePorts();
  const transfer = transfers[place]?.[line];
  if (transfer === undefined) return null;
  return column === undefined ? <TransferName transfer={transfer} /> : <TransferFigure transfer={transfer} column={column} now={now} />;
}

/** How a column's cells are laid out, its heading among them. */
export function cellClass(columns: readonly PortColumn[], place: number): string {
  const edge = place === 0 ? ["first-cell"] : place === columns.length - 1 ? ["last-cell"] : [];
  return ["ports-cell", ...(columns[place]?.isFigure === true ? ["figure-cell"] : []), ...edge].join(" ");
}
