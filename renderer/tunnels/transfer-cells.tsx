import { ArrowDown, ArrowUp, List, type LucideIcon } from "lucide-react";
import type { TransferStatus } from "../../src/shared/status/tunnel-state.js";
import { formatCount, formatElapsed } from "../../src/shared/words/format-values.js";
import { words } from "../../src/shared/words/words.js";
import { ByteFigures } from "./port-cells.js";
import { RowDisclosure } from "./row-disclosure.js";
import { transferDirection, splitPath } from "./transfers.js";

const ICON: Record<keyof typeof words.movings, LucideIcon> = { fetching: ArrowDown, storing: ArrowUp, listing: List };

/** `2 transfers`, to be unfolded. */
export function TransfersDisclosure({ id, count }: { readonly id: string; readonly count: number }) {
  const { none, one, count: several } = words.transfers;
  return (
    <RowDisclosure id={id}>
      <span className={count === 0 ? "lesser" : "lively"}>
        {count === 0 ? none : count === 1 ? one : several(formatCount(count))}
      </span>
    </RowDisclosure>
  );
}

/** Which file or folder, and beneath it what happens and where. */
export function TransferName({ transfer }: { readonly transfer: TransferStatus }) {
  const moving = transferDirection(transfer);
  const Icon = ICON[moving];
  const { folder, name } = splitPath(transfer.path);
  return (
    <span className="transfer" title={transfer.path}>
      <Icon className={`transfer-${moving}`} aria-hidden="true" />
      <span className="stack">
        <span className={name === "" ? "transfer-name lesser" : "transfer-name"}>
          {name === "" ? words.transfers.unnamed[moving === "listing" ? "folder" : "file"] : name}
        </span>
        <span className="transfer-about">
          {words.movings[moving]} <span className="verb">{transfer.verb}</span>
          {folder === "" ? "" : ` ${words.transfers.inFolder(folder)}`}
        </span>
      </span>
    </span>
  );
}

/** One figure of a transfer, in the column of its port's own: a single data connection is open for so long, and its bytes go one way. */
export function TransferFigure({
  transfer,
  column,
  now,
}: {
  readonly transfer: TransferStatus;
  readonly column: string;
  readonly now: number;
}) {
  const goes = transferDirection(transfer) === "storing" ? "up" : "down";
  const lasting = <span className="figures lesser">{words.transfers.lasting(formatElapsed(transfer.since, now))}</span>;
  if (column === "traffic")
    return (
      <span className="stack figures">
        {lasting}
        <ByteFigures bytes={transfer.bytes} speed={transfer.speed} />
      </span>
    );
  if (column === "connections") return lasting;
  return column === goes ? <ByteFigures bytes={transfer.bytes} speed={transfer.speed} /> : null;
}
