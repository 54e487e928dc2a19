import { useState } from "react";
import { Cell, Column, Row, Table, TableBody, TableHeader, TableLayout, Virtualizer } from "react-aria-components";
import type { ForwardStatus } from "../../src/shared/tunnel-state.js";
import { sayCount } from "../figures.js";
import { words } from "../words.js";
import { Address, Connections, Flow, PortName, PortState, RangeName, RangeState, Route, Why } from "./port-cells.js";
import { FOLD_FROM, portRows, type PortRow } from "./port-rows.js";
import { useIsWide } from "./use-is-wide.js";

const WIDE = 7;
const NARROW = 5;
const sizes = { estimatedRowHeight: 44, headingHeight: 32 };

/** One row a port. Only the rows in sight exist in the document, so a thousand ports scroll like ten. */
export function PortsTable({ forwards }: { readonly forwards: readonly ForwardStatus[] }) {
  const [isUnfolded, setUnfolded] = useState(false);
  const isWide = useIsWide();
  const hasRange = forwards.filter(({ group }) => group === "passive").length >= FOLD_FROM;
  const rows = portRows(forwards, isUnfolded);
  const look: Look = { isWide, hasRange, onToggle: () => setUnfolded((before) => !before) };
  return (
    <Virtualizer key={isWide ? "wide" : "narrow"} layout={TableLayout} layoutOptions={sizes}>
      <Table aria-label={words.ports.table} className="ports">
        <TableHeader className="ports-head">
          <Column isRowHeader id="name" width="2fr" minWidth={120}>{words.ports.name}</Column>
          {isWide ? <Column id="local" width="2fr" minWidth={112}>{words.ports.local}</Column> : null}
          {isWide ? <Column id="target" width="2fr" minWidth={100}>{words.ports.target}</Column> : null}
          <Column id="state" width={124}>{words.ports.state}</Column>
          <Column id="connections" width={96} className="figure-column">{words.ports.connections}</Column>
          <Column id="up" width={84} className="figure-column">{words.ports.up}</Column>
          <Column id="down" width={84} className="figure-column">{words.ports.down}</Column>
        </TableHeader>
        <TableBody items={rows} dependencies={[isWide, hasRange]}>{(row) => portRow(row, look)}</TableBody>
      </Table>
    </Virtualizer>
  );
}

interface Look {
  readonly isWide: boolean;
  readonly hasRange: boolean;
  readonly onToggle: () => void;
}

function portRow(row: PortRow, { isWide, hasRange, onToggle }: Look) {
  if (row.kind === "why") return <Row id={row.id} className="ports-row why-row"><Cell colSpan={isWide ? WIDE : NARROW}><Why cause={row.cause} isRefusal={row.isRefusal} /></Cell></Row>;

  const figures = row.kind === "port" ? row.forward : row;
  const listen = row.kind === "port" ? row.forward.listen : words.ports.count(sayCount(row.count));
  const target = row.kind === "port" ? row.forward.target : "";
  const name = row.kind === "port"
    ? <PortName forward={row.forward} isIndented={hasRange && row.forward.group === "passive"} />
    : <RangeName row={row} onToggle={onToggle} />;
  return (
    <Row id={row.id} className={`ports-row ${row.kind === "range" ? "range-row" : ""}`} textValue={row.kind === "port" ? row.forward.name : words.ports.passiveRange}>
      <Cell>{isWide ? name : <span className="stack">{name}{row.kind === "port" ? <Route listen={listen} target={target} /> : <span className="route">{`${listen}, ${row.ports}`}</span>}</span>}</Cell>
      {isWide ? <Cell><Address>{row.kind === "port" ? listen : row.ports}</Address></Cell> : null}
      {isWide ? <Cell><Address>{row.kind === "port" ? target : listen}</Address></Cell> : null}
      <Cell>{row.kind === "port" ? <PortState kind={row.forward.state.kind} /> : <RangeState tally={row.tally} />}</Cell>
      <Cell className="figure-cell"><Connections {...figures.connections} /></Cell>
      <Cell className="figure-cell"><Flow bytes={figures.bytes.up} speed={figures.speed.up} /></Cell>
      <Cell className="figure-cell"><Flow bytes={figures.bytes.down} speed={figures.speed.down} /></Cell>
    </Row>
  );
}
