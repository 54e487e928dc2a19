import { memo, useMemo, useState } from "react";
import { Column, Table, TableBody, TableHeader, TableLayout, Virtualizer } from "react-aria-components";
import type { ProfileId } from "../../src/shared/profile/profile-schema.js";
import type { Failure } from "../../src/shared/status/failure.js";
import type { ForwardStatus } from "../../src/shared/status/tunnel-state.js";
import { sayFailure, words } from "../../src/shared/words/words.js";
import { Notice } from "../controls/notice.js";
import { textScale } from "../controls/text-scale.js";
import { useNow } from "../controls/use-now.js";
import { ask } from "../ipc/culvert-api.js";
import { COLUMNS, type PortColumn } from "./port-columns.js";
import { belongsAbove, longRangesOf, portRows, type PortRow } from "./port-rows.js";
import { cellClass, tableRow } from "./port-table-rows.js";
import { PortsContext } from "./ports-context.js";
import { rangeFigures } from "./range-totals.js";
import { inOrder, transfersOf } from "./transfers.js";
import { useKeptRoom } from "./use-reserved-lines.js";
import { useRoom } from "./use-table-width.js";

/** For text of the usual size; they grow with it. */
const LEAST_WIDTH = 72;
const ROW_HEIGHT = 44;
const HEADING_HEIGHT = 32;

/** One row a port. Figures run past the table straight into the cells in sight; the table itself is built again only when its rows change. */
export function PortsTable({ profile, forwards }: { readonly profile: ProfileId; readonly forwards: readonly ForwardStatus[] }) {
  const [failure, setFailure] = useState<Failure>();
  const [unfolded, setUnfolded] = useState<ReadonlySet<string>>(new Set());
  const transfers = useMemo(() => forwards.map((forward) => inOrder(transfersOf(forward) ?? [])), [forwards]);
  const most = transfers.reduce((so, { length }) => Math.max(so, length), 0);
  const room = useKeptRoom(most);
  const now = useNow(most > 0 && unfolded.size > 0);
  const rows = useSameRows(portRows(forwards, unfolded, room));
  const shown = {
    forwards, transfers, now, unfolded,
    ranges: new Map([...longRangesOf(forwards)].map(([id, ports]) => [id, rangeFigures(ports)])),
    onToggle: (id: string) => setUnfolded((before) => (toggled(before, id))),
    onSwitch: (forward: number, enabled: boolean) => void ask("forwards.switch", { profile, forward, enabled }).then((outcome) => setFailure(outcome.ok ? undefined : outcome.failure)),
  };
  return (
    <PortsContext value={shown}>
      {failure === undefined ? null : <Notice grade="danger" {...sayFailure(failure)} onDismiss={() => setFailure(undefined)} />}
      <Rows key={words.locale} rows={rows} />
    </PortsContext>
  );
}

function toggled(unfolded: ReadonlySet<string>, id: string): ReadonlySet<string> {
  const after = new Set(unfolded);
  if (!after.delete(id)) after.add(id);
  return after;
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
  const scale = textScale();
  const sizes = { estimatedRowHeight: ROW_HEIGHT * scale, headingHeight: HEADING_HEIGHT * scale };
  const sized = (width: PortColumn["width"]) => (typeof width === "number" ? Math.round(width * scale) : width);
  const lines = rows.map((row, place) => ({ id: row.id, row, isLeading: belongsAbove(rows[place + 1]) }));
  return (
    <Virtualizer key={room} layout={TableLayout} layoutOptions={sizes}>
      <Table aria-label={words.ports.table} className={`ports ports-${room}`}>
        <TableHeader className="ports-head">
          {columns.map(({ id, title, width, least }, place) => <Column key={id} id={id} isRowHeader={place === 0} width={sized(width)} minWidth={(least ?? LEAST_WIDTH) * scale} className={cellClass(columns, place)}>{title()}</Column>)}
        </TableHeader>
        <TableBody items={lines}>{({ row, isLeading }) => tableRow(row, columns, isLeading)}</TableBody>
      </Table>
    </Virtualizer>
  );
});
