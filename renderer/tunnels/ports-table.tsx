import { useState } from "react";
import { Cell, Column, Row, Table, TableBody, TableHeader, TableLayout, Virtualizer } from "react-aria-components";
import type { ForwardStatus } from "../../src/shared/tunnel-state.js";
import { words } from "../words.js";
import { Why } from "./port-cells.js";
import { COLUMNS, type Look, type PortColumn } from "./port-columns.js";
import { FOLD_FROM, portRows, type PortRow } from "./port-rows.js";
import { useRoom } from "./use-room.js";

const sizes = { estimatedRowHeight: 44, headingHeight: 32 };

/** One row a port. Only the rows in sight exist in the document, so a thousand ports scroll like ten. */
export function PortsTable({ forwards }: { readonly forwards: readonly ForwardStatus[] }) {
  const [isUnfolded, setUnfolded] = useState(false);
  const room = useRoom();
  const columns = COLUMNS[room];
  const look: Look = {
    hasRange: forwards.filter(({ group }) => group === "passive").length >= FOLD_FROM,
    onToggle: () => setUnfolded((before) => !before),
  };
  return (
    <Virtualizer key={room} layout={TableLayout} layoutOptions={sizes}>
      <Table aria-label={words.ports.table} className={`ports ports-${room}`}>
        <TableHeader className="ports-head">
          {columns.map(({ id, title, width, isFigure }, place) => (
            <Column key={id} id={id} isRowHeader={place === 0} width={width} minWidth={72} className={cellClass(columns, place, isFigure)}>{title}</Column>
          ))}
        </TableHeader>
        <TableBody items={portRows(forwards, isUnfolded)} dependencies={[room, look.hasRange]}>{(row) => tableRow(row, columns, look)}</TableBody>
      </Table>
    </Virtualizer>
  );
}

function tableRow(row: PortRow, columns: readonly PortColumn[], look: Look) {
  if (row.kind === "why") {
    return <Row id={row.id} className="ports-row why-row"><Cell className="why-cell" colSpan={columns.length}><Why cause={row.cause} isRefusal={row.isRefusal} /></Cell></Row>;
  }
  return (
    <Row id={row.id} className={`ports-row ${row.kind}-row`} textValue={row.kind === "port" ? row.forward.name : words.ports.passiveRange}>
      {columns.map((column, place) => <Cell key={column.id} className={cellClass(columns, place, column.isFigure)}>{column.cell(row, look)}</Cell>)}
    </Row>
  );
}

const cellClass = ({ length }: readonly PortColumn[], place: number, isFigure = false): string =>
  ["ports-cell", ...(isFigure ? ["figure-cell"] : []), ...(place === 0 ? ["first-cell"] : place === length - 1 ? ["last-cell"] : [])].join(" ");
