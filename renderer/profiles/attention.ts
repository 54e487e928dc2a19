import type { ProfileId } from "../../src/shared/profile/profile-schema.js";
import type { TunnelStatus } from "../../src/shared/status/tunnel-state.js";

/** Why a tunnel needs its user, the gravest first; one that is open may yet have ports that could not listen. */
export const NEEDS = ["failed", "waiting", "refusals"] as const;
export type Need = (typeof NEEDS)[number];

export function needOf({ state, forwards }: Pick<TunnelStatus, "state" | "forwards">): Need | undefined {
  if (state.kind === "failed" || state.kind === "waiting") return state.kind;
  return state.kind === "open" && forwards.some((row) => row.state.kind === "refused") ? "refusals" : undefined;
}

/** How many tunnels need their user for which reason, and whom to look at next: the one after `selected`, gravest first, round and round. */
export function needsOf(statuses: readonly TunnelStatus[], selected: ProfileId | undefined) {
  const inNeed = NEEDS.flatMap((need) => statuses.filter((status) => needOf(status) === need).map(({ profile }) => ({ need, profile })));
  const [first] = inNeed;
  const next = inNeed[(inNeed.findIndex(({ profile }) => profile === selected) + 1) % Math.max(inNeed.length, 1)];
  if (first === undefined || next === undefined) return undefined;
  const counts = NEEDS.map((need) => ({ need, count: inNeed.filter((one) => one.need === need).length })).filter(({ count }) => count > 0);
  return { gravest: first.need, counts, next: next.profile };
}
