import type { EndedTransfer } from "../../../src/shared/status/route.js";
import type { TransferStatus } from "../../../src/shared/status/tunnel-state.js";
import { words } from "../../../src/shared/words/words.js";

type TransferDirection = keyof typeof words.movings;

/** RFC 959 and 3659; every other verb that moves something lists. */
const STORE_VERBS: ReadonlySet<string> = new Set(["STOR", "STOU", "APPE"]);

/** What a transfer does: `RETR` fetches, `STOR` stores, `MLSD` lists. */
export const transferDirection = ({ verb }: Pick<TransferStatus, "verb">): TransferDirection =>
  STORE_VERBS.has(verb) ? "storing" : verb === "RETR" ? "fetching" : "listing";

/** The oldest first, so that whatever begins goes to the end and nothing changes its place among the others. */
export const sortedByStart = (transfers: readonly TransferStatus[]): readonly TransferStatus[] =>
  transfers.toSorted(
    (one, other) => one.since - other.since || one.path.localeCompare(other.path) || one.verb.localeCompare(other.verb),
  );

/** A path taken apart before its last name: `/pub/photos` and `beach.jpg`. No folder where the path names none. */
export function splitPath(path: string): { readonly folder: string; readonly name: string } {
  const slash = path.replace(/\/+$/, "").lastIndexOf("/");
  return { folder: slash === 0 ? "/" : path.slice(0, Math.max(0, slash)), name: path.slice(slash + 1) };
}

/** How far a transfer has come; `undefined` where its whole size is not known, or turned out to be wrong. */
export function progressOf({ bytes, size, speed }: Pick<TransferStatus, "bytes" | "size" | "speed">) {
  if (size === undefined || size <= 0 || bytes > size) return undefined;
  return {
    percent: Math.floor((100 * bytes) / size),
    /** Milliseconds until its end at this speed; `undefined` while it stands still. */
    left: speed < 1 ? undefined : Math.ceil(((size - bytes) / speed) * 1000),
  };
}

/** Bytes a second over its whole time; 0 where it took none that could be measured. */
export const meanSpeed = ({ bytes, since, until }: EndedTransfer): number =>
  until > since ? (bytes * 1000) / (until - since) : 0;

/** Each under a name of its own, for lists that are drawn again: one that begins or ends renames none of the others. */
export function withKeys<T>(entries: readonly T[], nameOf: (entry: T) => string): readonly (readonly [string, T])[] {
  const counts = new Map<string, number>();
  return entries
    .toReversed() // the newest come first, and would take the first number from those that were there
    .map((entry) => {
      const name = nameOf(entry);
      const count = (counts.get(name) ?? 0) + 1;
      counts.set(name, count);
      return [`${name} ${count}`, entry] as const;
    })
    .toReversed();
}

/** Ended transfers as lines of columns parted by tabs, the newest first, for a report or a spreadsheet. */
export function transferReport(transfers: readonly EndedTransfer[]): string {
  const lines = transfers.map((transfer) => [
    new Date(transfer.until).toISOString(),
    transfer.verb,
    transfer.path,
    transfer.bytes,
    transfer.size ?? "",
    (transfer.until - transfer.since) / 1000,
    Math.round(meanSpeed(transfer)),
    words.transferOutcomes[transfer.outcome],
    transfer.said,
    transfer.user ?? "",
  ]);
  return [words.transferList.columns, ...lines]
    .map((columns) => `${columns.map((column) => String(column).replace(/\s+/g, " ")).join("\t")}\n`)
    .join("");
}
