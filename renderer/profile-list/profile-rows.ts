import type { Profile, ProfileId } from "../../src/shared/profile/profile-schema.js";
import type { Failure } from "../../src/shared/status/failure.js";
import type { TunnelState, TunnelStatus } from "../../src/shared/status/tunnel-state.js";
import { attentionReason, routeFailureOf, type AttentionReason } from "./attention.js";

/** What the list shows of a profile; the same object as long as none of it changes. */
export interface ProfileRow {
  readonly id: ProfileId;
  readonly profile: Profile;
  readonly kind: TunnelState["kind"];
  readonly reason: AttentionReason | undefined;
  readonly cause: Failure | undefined;
}

/** Which tunnels of the list are shown, by their state. */
export const STATE_FILTERS = ["all", "connected", "attention", "closed"] as const;
export type StateFilter = (typeof STATE_FILTERS)[number];

/** The rows for the profiles. @param before the rows as they were: those that say the same are taken over, so that nothing is drawn anew for them */
export function profileRows(
  profiles: readonly Profile[],
  statusOf: (id: ProfileId) => TunnelStatus,
  before: readonly ProfileRow[],
): readonly ProfileRow[] {
  const known = new Map(before.map((row) => [row.id, row]));
  const rows = profiles.map((profile): ProfileRow => {
    const status = statusOf(profile.id);
    const row: ProfileRow = {
      id: profile.id,
      profile,
      kind: status.state.kind,
      reason: attentionReason(status),
      cause: routeFailureOf(status),
    };
    const old = known.get(profile.id);
    return old !== undefined && isSameRow(old, row) ? old : row;
  });
  return rows.length === before.length && rows.every((row, index) => row === before[index]) ? before : rows;
}

const isSameRow = (one: ProfileRow, other: ProfileRow): boolean =>
  one.profile === other.profile && one.kind === other.kind && one.reason === other.reason && one.cause === other.cause;

/** Whether each word of the search stands in the profile's name, group, hosts or users; case and accents do not count. */
export function matchesSearch({ name, group = "", gateway, ftp }: Profile, search: string): boolean {
  const targets = ftp === undefined || ftp.mode === "bridge" ? [] : [ftp.target.host];
  const hops = [gateway, ...gateway.via].map(({ username, host }) => `${username}@${host}`);
  const text = folded([name, group, ...hops, ...targets].join("\n"));
  return folded(search)
    .split(/\s+/)
    .every((word) => text.includes(word));
}

const folded = (text: string): string => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();

/** Whether a tunnel is shown by a filter. One that is on its way up, or comes again, counts as connected. */
export function matchesFilter({ kind, reason }: Pick<ProfileRow, "kind" | "reason">, filter: StateFilter): boolean {
  switch (filter) {
    case "all":
      return true;
    case "connected":
      return kind !== "closed" && kind !== "failed";
    case "attention":
      return reason !== undefined;
    case "closed":
      return kind === "closed";
  }
}

/** Rows that stand together; those of no group come first, under no name. */
export interface RowGroup {
  readonly name: string | undefined;
  readonly rows: readonly ProfileRow[];
}

/** The groups in the order of their first profiles. */
export function groupRows(rows: readonly ProfileRow[]): readonly RowGroup[] {
  const groups = new Map<string | undefined, ProfileRow[]>([[undefined, []]]);
  for (const row of rows) {
    const group = groups.get(row.profile.group);
    if (group === undefined) groups.set(row.profile.group, [row]);
    else group.push(row);
  }
  return [...groups].flatMap(([name, ofGroup]) => (ofGroup.length === 0 ? [] : [{ name, rows: ofGroup }]));
}
