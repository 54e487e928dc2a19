import { ArrowDown, ArrowUp, CircleX, List, TriangleAlert, type LucideIcon } from "lucide-react";
import { memo, type ReactNode } from "react";
import type { EndedTransfer } from "../../../src/shared/status/route.js";
import type { TransferStatus } from "../../../src/shared/status/tunnel-state.js";
import {
  formatBytes,
  formatElapsed,
  formatPercent,
  formatSpeed,
  formatTime,
  formatTook,
} from "../../../src/shared/words/format-values.js";
import { words } from "../../../src/shared/words/words.js";
import { meanSpeed, progressOf, splitPath, transferDirection } from "./transfers.js";

const DIRECTION_ICON: Record<keyof typeof words.movings, LucideIcon> = {
  fetching: ArrowDown,
  storing: ArrowUp,
  listing: List,
};

/** A transfer under way: which file, how far it is and how fast; when it will end, where its size is known. */
export function ActiveTransfer({ transfer, now }: { readonly transfer: TransferStatus; readonly now: number }) {
  const { bytes, size, speed, since } = transfer;
  const direction = transferDirection(transfer);
  const progress = progressOf(transfer);
  const name = nameOf(transfer);
  return (
    <li className="transfer transfer-active">
      <Icon of={DIRECTION_ICON[direction]} className={`transfer-${direction}`} />
      <TransferName transfer={transfer} does={words.movings[direction]}>
        {progress === undefined ? null : (
          <span className="transfer-progress">
            <progress max={100} value={progress.percent} aria-label={words.transferList.progress(name)} />
            <span>
              {progress.left === undefined
                ? formatPercent(progress.percent)
                : words.transferList.left(formatPercent(progress.percent), formatElapsed(0, progress.left))}
            </span>
          </span>
        )}
      </TransferName>
      <span className="transfer-numbers">
        <span>
          {progress === undefined || size === undefined
            ? formatBytes(bytes)
            : words.transferList.of(formatBytes(bytes), formatBytes(size))}
        </span>
        {speed < 1 ? null : <span className="active-value">{formatSpeed(speed)}</span>}
        <span className="second-line">{words.transfers.lasting(formatElapsed(since, now))}</span>
      </span>
    </li>
  );
}

/** A transfer that has ended: how much, how long, how fast, when, and the server's words where it went wrong. */
export const EndedTransferItem = memo(function EndedTransferItem({
  transfer,
  now,
}: {
  readonly transfer: EndedTransfer;
  readonly now: number;
}) {
  const { bytes, since, until, outcome, said } = transfer;
  const direction = transferDirection(transfer);
  const speed = formatSpeed(meanSpeed(transfer));
  return (
    <li className={`transfer transfer-${outcome}`}>
      <OutcomeIcon transfer={transfer} />
      <TransferName transfer={transfer} does={words.transferList.moved[direction]}>
        {outcome === "done" ? null : (
          <span className="transfer-outcome">
            {said === ""
              ? words.transferOutcomes[outcome]
              : words.transferList.because(words.transferOutcomes[outcome], said)}
          </span>
        )}
      </TransferName>
      <span className="transfer-numbers" title={said}>
        <span>{words.transferList.took(formatBytes(bytes), formatTook(until - since))}</span>
        {speed === "" ? null : <span>{speed}</span>}
        <span className="second-line">
          <time dateTime={new Date(until).toISOString()}>{formatTime(until, now)}</time>
        </span>
      </span>
    </li>
  );
}, isSameOnScreen);

type EndedProps = Readonly<{ transfer: EndedTransfer; now: number }>;

/** The clock matters by the day alone: a time of another day has its date beside it. */
function isSameOnScreen(before: EndedProps, after: EndedProps): boolean {
  return (
    before.transfer === after.transfer && new Date(before.now).toDateString() === new Date(after.now).toDateString()
  );
}

function OutcomeIcon({ transfer }: { readonly transfer: EndedTransfer }) {
  if (transfer.outcome === "refused") return <Icon of={CircleX} className="outcome-failed" />;
  if (transfer.outcome === "cut") return <Icon of={TriangleAlert} className="outcome-warning" />;
  return <Icon of={DIRECTION_ICON[transferDirection(transfer)]} className="" />;
}

const Icon = ({ of: Shape, className }: { readonly of: LucideIcon; readonly className: string }) => (
  <Shape className={className} aria-hidden="true" />
);

/** The file's or folder's own name; a sentence of a few words where the client named none. */
function nameOf(transfer: Pick<TransferStatus, "verb" | "path">): string {
  const { name } = splitPath(transfer.path);
  return name === "" ? words.transfers.unnamed[transferDirection(transfer) === "listing" ? "folder" : "file"] : name;
}

/** Which file or folder, and beneath it what happens, by which verb, where, and by which user of a bridge. */
function TransferName({
  transfer,
  does,
  children,
}: {
  readonly transfer: Pick<TransferStatus, "verb" | "path" | "user" | "isForeign">;
  readonly does: string;
  readonly children: ReactNode;
}) {
  const { folder, name } = splitPath(transfer.path);
  return (
    <span className="stack" title={transfer.path}>
      <span className={name === "" ? "transfer-name secondary-text" : "transfer-name"}>{nameOf(transfer)}</span>
      <span className="transfer-details">
        {does} <span className="verb">{transfer.verb}</span>
        {folder === "" ? "" : ` ${words.transfers.inFolder(folder)}`}
        {transfer.user === undefined ? "" : ` ${words.transfers.byUser(transfer.user)}`}
      </span>
      {transfer.isForeign === true ? <span className="transfer-outcome">{words.transferList.isForeign}</span> : null}
      {children}
    </span>
  );
}
