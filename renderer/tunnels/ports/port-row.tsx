import { Cell, Row } from "react-aria-components";
import { rangeOf } from "../../../src/shared/status/port-ranges.js";
import { FailureReason } from "./port-cells.js";
import type { PortColumn } from "./port-columns.js";
import { failureOfPort, type PortRow } from "./rows-to-show.js";
import { usePorts } from "./ports-context.js";
import { RangeStrip } from "./range-strip.js";

type PortOrRangeRow = Extract<PortRow, { kind: "port" | "range" }>;

/** One line of the table, of whatever kind. Its cells read for themselves what they show. @param isLeading the line beneath belongs to it */
export function portRow(row: PortRow, columns: readonly PortColumn[], isLeading: boolean) {
  const className = `ports-row ${row.kind}-row ${isLeading ? "leading-row" : ""}`;
  switch (row.kind) {
    case "cause":
      return (
        <Row id={row.id} className={className}>
          <Cell className="cause-cell" colSpan={columns.length}>
            <FailureReasonCell index={row.index} />
          </Cell>
        </Row>
      );
    case "range-strip":
      return (
        <Row id={row.id} className={className} textValue={row.id}>
          <Cell className="range-strip-row" colSpan={columns.length}>
            <StripCell range={row.range} />
          </Cell>
        </Row>
      );
    case "port":
    case "range":
      return figureRow(row, columns, className);
  }
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

/** How a column's cells are laid out, its heading among them. */
export function cellClass(columns: readonly PortColumn[], index: number): string {
  const edge = index === 0 ? ["first-cell"] : index === columns.length - 1 ? ["last-cell"] : [];
  return ["ports-cell", ...(columns[index]?.isNumeric === true ? ["numeric-cell"] : []), ...edge].join(" ");
}
