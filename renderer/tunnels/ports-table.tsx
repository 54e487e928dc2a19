import { memo, useMemo, useState } from "react";
import { Cell, Column, Row, Table, TableBody, TableHeader, TableLayout, Virtualizer } from "react-aria-components";
import type { ForwardStatus } from "../../src/shared/tunnel-state.js";
import { words } from "../words.js";
import { Why } from "./port-cells.js";
import { COLUMNS, type PortColumn } from "./port-columns.js";
import { causeOf, isFoldable, passivePortsOf, portRows, type PortRow } from "./port-rows.js";
import { PortsContext, usePorts } from "./ports-shown.js";
import { rangeFigures } from "./range-figures.js";
import { useRoom } from "./use-room.js";

/** Beneath this the table scrolls sideways rather than break its names. */
const LEAST_NAME = 128;
const sizes = { estimatedRowHeight: 44, headingHeight: 32 };

/** One row a port. Figures run past the table straight into the cells in sight; the table itself is built again only when its rows change. */
export function PortsTable({ forwards }: { readonly forwards: readonly ForwardStatus[] }) {
  const [isUnfolded, setUnfolded] = useState(false);
  const newest = portRows(forwards, isUnfolded);
  const rows = useSameRows(newest);
  const shown = {
    forwards,
    range: isFoldable(forwards) ? rangeFigures(passivePortsOf(forwards)) : undefined,
    isUnfolded,
    onToggle: () => setUnfolded(!isUnfolded),
  };
  return <PortsContext value={shown}><Rows rows={rows} /></PortsContext>;
}

/** The list as it was, for as long as it names the same rows. */
function useSameRows(newest: readonly PortRow[]): readonly PortRow[] {
  const names = newest.map(({ id }) => id).join("\n");
  // eslint-disable-next-line react-hooks/exhaustive-deps -- the names are all there is to a row
  return useMemo(() => newest, [names]);
}

/** Only the rows in sight exist in the document, so a thousand ports scroll like ten. */
const Rows = memo(function Rows({ rows }: { readonly rows: readonly PortRow[] }) {
  const room = useRoom();
  const columns = COLUMNS[room];
  return (
    <Virtualizer key={room} layout={TableLayout} layoutOptions={sizes}>
      <Table aria-label={words.ports.table} className={`ports ports-${room}`}>
        <TableHeader className="ports-head">
          {columns.map(({ id, title, width }, place) => <Column key={id} id={id} isRowHeader={place === 0} width={width} minWidth={place === 0 ? LEAST_NAME : 72} className={cellClass(columns, place)}>{title}</Column>)}
        </TableHeader>
        <TableBody items={rows}>{(row) => tableRow(row, columns)}</TableBody>
      </Table>
    </Virtualizer>
  );
});

function tableRow(row: PortRow, columns: readonly PortColumn[]) {
  if (row.kind === "why") return <Row id={row.id} className="ports-row why-row"><Cell className="why-cell" colSpan={columns.length}><WhyCell place={row.place} /></Cell></Row>;
  return (
    <Row id={row.id} className={`ports-row ${row.kind}-row`} textValue={row.id}>
      {columns.map((column, place) => <Cell key={column.id} className={cellClass(columns, place)}><FigureCell row={row} column={column} /></Cell>)}
    </Row>
  );
}

function FigureCell({ row, column }: { readonly row: PortRow; readonly column: PortColumn }) {
  const { forwards, range } = usePorts();
  if (row.kind === "range") return range === undefined ? null : column.cell({ kind: "range", figures: range });
  const forward = forwards[row.place];
  return forward === undefined ? null : column.cell({ kind: "port", forward, isIndented: range !== undefined && forward.group === "passive" });
}

function WhyCell({ place }: { readonly place: number }) {
  const forward = usePorts().forwards[place];
  const cause = forward === undefined ? undefined : causeOf(forward);
  return cause === undefined ? null : <Why cause={cause} isRefusal={forward?.state.kind === "refused"} />;
}

function cellClass(columns: readonly PortColumn[], place: number): string {
  const edge = place === 0 ? ["first-cell"] : place === columns.length - 1 ? ["last-cell"] : [];
  return ["ports-cell", ...(columns[place]?.isFigure === true ? ["figure-cell"] : []), ...edge].join(" ");
}
