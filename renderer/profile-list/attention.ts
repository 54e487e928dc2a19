import type { ProfileId } from "../../src/shared/profile/profile-schema.js";
import type { Failure } from "../../src/shared/status/failure.js";
import type { TunnelStatus } from "../../src/shared/status/tunnel-state.js";

/** Why a tunnel needs its user, the gravest first; one that is open may yet let no FTP through, or have ports that could not listen. */
export const ATTENTION_REASONS = ["failed", "waiting", "routes", "refusals"] as const;
export type AttentionReason = (typeof ATTENTION_REASONS)[number];

export function attentionReason({
  state,
  forwards,
  route,
}: Pick<TunnelStatus, "state" | "forwards" | "route">): AttentionReason | undefined {
  if (state.kind === "failed" || state.kind === "waiting") return state.kind;
  if (state.kind === "open" && route?.state === "fails") return "routes";
  return state.kind === "open" && forwards.some((row) => row.state.kind === "refused") ? "refusals" : undefined;
}

/** Why FTP does not get through an open tunnel, as its first hop that fails has it. */
export const routeFailureOf = ({ state, route }: Pick<TunnelStatus, "state" | "route">): Failure | undefined =>
  state.kind === "open" ? route?.hops.find((hop) => hop.state === "fails")?.cause : undefined;

/** How many tunnels need their user for which reason, and whom to look at next: the one after `selected`, gravest first, round and round. */
export function attentionSummary(statuses: readonly TunnelStatus[], selected: ProfileId | undefined) {
  const tunnels = ATTENTION_REASONS.flatMap((need) =>
    statuses.filter((status) => attentionReason(status) === need).map(({ profile }) => ({ need, profile })),
  );
  const [first] = tunnels;
  const next = tunnels[(tunnels.findIndex(({ profile }) => profile === selected) + 1) % Math.max(tunnels.length, 1)];
  if (first === undefined || next === undefined) return undefined;
  const counts = ATTENTION_REASONS.map((need) => ({
    need,
    count: tunnels.filter((one) => one.need === need).length,
  })).filter(({ count }) => count > 0);
  return { gravest: first.need, counts, next: next.profile };
}
