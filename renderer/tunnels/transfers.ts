import type { ForwardStatus, TransferStatus } from "../../src/shared/status/tunnel-state.js";
import type { words } from "../../src/shared/words/words.js";

type TransferDirection = keyof typeof words.movings;

/** RFC 959 and 3659; every other verb that moves something lists. */
const STORE_VERBS: ReadonlySet<string> = new Set(["STOR", "STOU", "APPE"]);

/** What a transfer does: `RETR` fetches, `STOR` stores, `MLSD` lists. */
export const transferDirection = ({ verb }: TransferStatus): TransferDirection =>
  STORE_VERBS.has(verb) ? "storing" : verb === "RETR" ? "fetching" : "listing";

/** The oldest first, so that whatever begins goes to the end and nothing changes its place among the others. */
export const sortedByStart = (transfers: readonly TransferStatus[]): readonly TransferStatus[] =>
  transfers.toSorted(
    (one, other) => one.since - other.since || one.path.localeCompare(other.path) || one.verb.localeCompare(other.verb),
  );

/** What passes through a port now; `undefined` where nobody reads what passes, or nothing can. */
export const activeTransfersOf = ({ state, transfers }: ForwardStatus): readonly TransferStatus[] | undefined =>
  state.kind === "listening" ? transfers : undefined;

/** A path taken apart before its last name: `/pub/photos` and `beach.jpg`. No folder where the path names none. */
export function splitPath(path: string): { readonly folder: string; readonly name: string } {
  const slash = path.replace(/\/+$/, "").lastIndexOf("/");
  return { folder: slash === 0 ? "/" : path.slice(0, Math.max(0, slash)), name: path.slice(slash + 1) };
}
