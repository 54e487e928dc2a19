import { memo, useMemo, useState } from "react";
import { Column, Table, TableBody, TableHeader, TableLayout, Virtualizer } from "react-aria-components";
import type { ProfileId } from "../../../src/shared/profile/profile-schema.js";
import type { Failure } from "../../../src/shared/status/failure.js";
import type { ForwardStatus } from "../../../src/shared/status/tunnel-state.js";
import { describeFailure, words } from "../../../src/shared/words/words.js";
import { Notice } from "../../controls/notice.js";
import { callMain } from "../../ipc/culvert-api.js";
import { COLUMNS, type PortColumn } from "./port-columns.js";
import { continuesRowAbove, longRangesOf, rowsToShow, type PortRow } from "./rows-to-show.js";
import { cellClass, portRow } from "./port-row.js";
import { PortsContext } from "./ports-context.js";
import { rangeTotals } from "./range-totals.js";
import { useTableWidth } from "./use-table-width.js";

/** For text of the usual size; they grow with it. */
const MIN_COLUMN_WIDTH = 72;
const ROW_HEIGHT = 44;
const HEADING_HEIGHT = 32;

/** One row a port. Figures run past the table straight into the cells in sight; the table itself is built again only when its rows change. */
export function PortsTable({
  profile,
  forwards,
}: {
  readonly profile: ProfileId;
  readonly forwards: readonly ForwardStatus[];
}) {
  const [failure, setFailure] = useState<Failure>();
  const [expanded, setExpanded] = useState<ReadonlySet<string>>(new Set());
  const rows = useStableRows(rowsToShow(forwards, expanded));
  const contextValue = {
    forwards,
    expanded,
    ranges: new Map([...longRangesOf(forwards)].map(([id, ports]) => [id, rangeTotals(ports)])),
    onToggle: (id: string) => setExpanded((before) => toggled(before, id)),
    onSwitch: (forward: number, enabled: boolean) =>
      void callMain("forwards.switch", { profile, forward, enabled }).then((outcome) =>
        setFailure(outcome.ok ? undefined : outcome.failure),
      ),
  };
  return (
    <PortsContext value={contextValue}>
      {failure === undefined ? null : (
        <Notice grade="danger" {...describeFailure(failure)} onDismiss={() => setFailure(undefined)} />
      )}
      <PortRows key={words.locale} rows={rows} />
    </PortsContext>
  );
}

function toggled(expanded: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const after = new Set(expanded);
  if (!after.delete(id)) after.add(id);
  return after;
}

/** The list as it was, for as long as it names the same rows. */
function useStableRows(newest: readonly PortRow[]): readonly PortRow[] {
  const names = newest.map(({ id }) => id).join("\n");
  // eslint-disable-next-line react-hooks/exhaustive-deps -- the names are all there is to a row
  return useMemo(() => newest, [names]);
}

/** Only the rows in sight exist in the document, so a thousand ports scroll like ten. */
const PortRows = memo(function Rows({ rows }: { readonly rows: readonly PortRow[] }) {
  const tableWidth = useTableWidth();
  const columns = COLUMNS[tableWidth];
  const scale = textScale();
  const sizes = { estimatedRowHeight: ROW_HEIGHT * scale, headingHeight: HEADING_HEIGHT * scale };
  const sized = (width: PortColumn["width"]) => (typeof width === "number" ? Math.round(width * scale) : width);
  const lines = rows.map((row, index) => ({ id: row.id, row, isLeading: continuesRowAbove(rows[index + 1]) }));
  return (
    <Virtualizer key={tableWidth} layout={TableLayout} layoutOptions={sizes}>
      <Table aria-label={words.ports.table} className={`ports ports-${tableWidth}`}>
        <TableHeader className="ports-head">
          {columns.map(({ id, title, width, minWidth }, index) => (
            <Column
              key={id}
              id={id}
              isRowHeader={index === 0}
              width={sized(width)}
              minWidth={(minWidth ?? MIN_COLUMN_WIDTH) * scale}
              className={cellClass(columns, index)}
            >
              {title()}
            </Column>
          ))}
        </TableHeader>
        <TableBody items={lines}>{({ row, isLeading }) => portRow(row, columns, isLeading)}</TableBody>
      </Table>
    </Virtualizer>
  );
});

/** How much larger than usual the user has text. Sizes that a script sets in pixels grow by it; those in rem grow by themselves. */
const textScale = (): number => Number.parseFloat(getComputedStyle(document.documentElement).fontSize) / 16;
