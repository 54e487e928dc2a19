import { Cell, Row } from "react-aria-components";
import { rangeOf } from "../../src/shared/status/port-ranges.js";
import { FailureReason } from "./port-cells.js";
import type { PortColumn } from "./port-columns.js";
import { failureOfPort, type PortRow } from "./port-rows.js";
import { usePorts } from "./ports-context.js";
import { RangeStrip } from "./range-strip.js";
import { TransferFigure, TransferName, TransfersDisclosure } from "./transfer-cells.js";

type TransferRow = Extract<PortRow, { kind: "transfer" }>;
type PortOrRangeRow = Extract<PortRow, { kind: "port" | "range" }>;

/** One line of the table, of whatever kind. Its cells read for themselves what they show. @param isLeading the line beneath belongs to it */
export function portTableRow(row: PortRow, columns: readonly PortColumn[], isLeading: boolean) {
  const className = `ports-row ${row.kind}-row ${isLeading ? "leading-row" : ""}`;
  switch (row.kind) {
    case "why":
      return (
        <Row id={row.id} className={className}>
          <Cell className="why-cell" colSpan={columns.length}>
            <FailureReasonCell index={row.index} />
          </Cell>
        </Row>
      );
    case "strip":
      return (
        <Row id={row.id} className={className} textValue={row.id}>
          <Cell className="strip-place" colSpan={columns.length}>
            <StripCell range={row.range} />
          </Cell>
        </Row>
      );
    case "transfers":
      return (
        <Row id={row.id} className={className} textValue={row.id}>
          <Cell className="ports-cell first-cell transfers-cell" colSpan={columns.length}>
            <TransfersCell {...row} />
          </Cell>
        </Row>
      );
    case "transfer":
      return transferRow(row, columns, className);
    case "port":
    case "range":
      return figureRow(row, columns, className);
  }
}

/** Its name goes through all columns but those of the figures, which stand beneath the port's own. */
function transferRow(row: TransferRow, columns: readonly PortColumn[], className: string) {
  const figures = columns.filter(({ isNumeric }) => isNumeric);
  return (
    <Row id={row.id} className={className} textValue={row.id}>
      <Cell className="ports-cell first-cell transfer-cell" colSpan={columns.length - figures.length}>
        <TransferCell row={row} />
      </Cell>
      {figures.map((column) => (
        <Cell key={column.id} className={cellClass(columns, columns.indexOf(column))}>
          <TransferCell row={row} column={column.id} />
        </Cell>
      ))}
    </Row>
  );
}

function figureRow(row: PortOrRangeRow, columns: readonly PortColumn[], className: string) {
  return (
    <Row id={row.id} className={className} textValue={row.id}>
      {columns.map((column, index) => (
        <Cell key={column.id} className={cellClass(columns, index)}>
          <FigureCell row={row} column={column} />
        </Cell>
      ))}
    </Row>
  );
}

function FigureCell({ row, column }: { readonly row: PortOrRangeRow; readonly column: PortColumn }) {
  const { forwards, ranges } = usePorts();
  if (row.kind === "range") {
    const figures = ranges.get(row.id);
    return figures === undefined ? null : column.cell({ kind: "range", id: row.id, figures });
  }
  const forward = forwards[row.index];
  if (forward === undefined) return null;
  const range = rangeOf(forward);
  const isIndented = range !== undefined && ranges.has(range);
  const isFirst = forwards[row.index - 1]?.plan?.place !== forward.plan?.place;
  return column.cell({ kind: "port", forward, isIndented, hasSwitch: isFirst && !isIndented });
}

function FailureReasonCell({ index }: { readonly index: number }) {
  const forward = usePorts().forwards[index];
  const cause = forward === undefined ? undefined : failureOfPort(forward);
  return cause === undefined ? null : <FailureReason cause={cause} isRefusal={forward?.state.kind === "refused"} />;
}

function StripCell({ range }: { readonly range: string }) {
  const figures = usePorts().ranges.get(range);
  return figures === undefined ? null : <RangeStrip range={figures} />;
}

function TransfersCell({ id, index }: { readonly id: string; readonly index: number }) {
  return <TransfersDisclosure id={id} count={usePorts().transfers[index]?.length ?? 0} />;
}

/** Empty where its transfer is over and no other has taken the line. */
function TransferCell({ row: { index, line }, column }: { readonly row: TransferRow; readonly column?: string }) {
  const { transfers, now } = usePorts();
  const transfer = transfers[index]?.[line];
  if (transfer === undefined) return null;
  return column === undefined ? (
    <TransferName transfer={transfer} />
  ) : (
    <TransferFigure transfer={transfer} column={column} now={now} />
  );
}

/** How a column's cells are laid out, its heading among them. */
export function cellClass(columns: readonly PortColumn[], index: number): string {
  const edge = index === 0 ? ["first-cell"] : index === columns.length - 1 ? ["last-cell"] : [];
  return ["ports-cell", ...(columns[index]?.isNumeric === true ? ["figure-cell"] : []), ...edge].join(" ");
}
