import { MAX_ENDED_TRANSFERS, type EndedTransfer, type TransferOutcome } from "../../shared/status/route.js";
import { plainLine } from "../../shared/text/plain-text.js";

/** What is kept of a reply, and of a path. */
const MAX_REPLY_LENGTH = 200;
const MAX_PATH_LENGTH = 1_000;
/** RFC 959 section 4.2.2: "Connection closed; transfer aborted". */
const TRANSFER_ABORTED = 426;

/** What is known of a transfer at its end. */
export interface TransferEnd extends Pick<EndedTransfer, "verb" | "path" | "bytes" | "since" | "until"> {
  readonly size?: number | undefined;
  readonly user?: string | undefined;
  readonly isForeign?: true | undefined;
  /** The final reply, as latin1; nothing where none came. */
  readonly reply?: { readonly code: number; readonly raw: string } | undefined;
  /** The data came to their end, and the last byte was handed on. */
  readonly isWhole: boolean;
}

/** The last transfers of a tunnel, over its reconnects: in memory, never on disk. */
export class TransferHistory {
  #transfers: readonly EndedTransfer[] = [];

  /** The newest first; the same array until another transfer ends, so that whoever compares need not look inside. */
  get transfers(): readonly EndedTransfer[] {
    return this.#transfers;
  }

  add(end: TransferEnd): void {
    this.#transfers = [endedTransfer(end), ...this.#transfers.slice(0, MAX_ENDED_TRANSFERS - 1)];
  }
}

function endedTransfer({
  verb,
  path,
  user,
  isForeign,
  bytes,
  size,
  since,
  until,
  reply,
  isWhole,
}: TransferEnd): EndedTransfer {
  return {
    verb,
    path: plainLine(path, MAX_PATH_LENGTH),
    ...(user === undefined ? {} : { user }),
    ...(isForeign === undefined ? {} : { isForeign }),
    bytes,
    ...(size === undefined ? {} : { size }),
    since,
    until,
    outcome: transferOutcome({ bytes, code: reply?.code, isWhole }),
    said: reply === undefined ? "" : plainLine(Buffer.from(reply.raw, "latin1").toString("utf8"), MAX_REPLY_LENGTH),
  };
}

/** What came of a transfer: `done` asks for a positive reply and for data that came to their end, so that neither alone passes for it. */
export function transferOutcome({
  bytes,
  code,
  isWhole,
}: {
  readonly bytes: number;
  readonly code: number | undefined;
  readonly isWhole: boolean;
}): TransferOutcome {
  if (code === undefined || code === TRANSFER_ABORTED) return "cut";
  if (code < 400) return isWhole ? "done" : "cut";
  return bytes === 0 ? "refused" : "cut";
}
