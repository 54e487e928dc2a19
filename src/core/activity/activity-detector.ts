import type { ProfileId } from "../../shared/profile/profile-schema.js";
import type { Happening } from "../../shared/status/activity-event.js";
import type { Failure } from "../../shared/status/failure.js";
import type { TunnelState, TunnelStatus } from "../../shared/status/tunnel-state.js";

/** What of a tunnel has been told. */
interface Told {
  readonly state: TunnelState["kind"];
  /** Since when it has been lost, while it is tried again. */
  readonly lostAt: number | undefined;
  /** Why it was last put off, so that each try does not tell it again. */
  readonly putOff: string | undefined;
  readonly ports: ReadonlySet<string>;
}

const NEVER_SEEN: Told = { state: "closed", lostAt: undefined, putOff: undefined, ports: new Set() };

/** Finds in statuses what happened since the last look, so that each thing is told once. */
export class Happenings {
  #told: ReadonlyMap<ProfileId, Told> = new Map();

  since(statuses: readonly TunnelStatus[], now: number): Happening[] {
    const looks = statuses.map((status) => ({ status, ...look(this.#told.get(status.profile) ?? NEVER_SEEN, status, now) }));
    this.#told = new Map(looks.map(({ status, told }) => [status.profile, told]));
    return looks.flatMap(({ happened }) => happened);
  }
}

interface Look {
  readonly told: Told;
  readonly happened: readonly Happening[];
}

function look(before: Told, status: TunnelStatus, now: number): Look {
  const ports = portHappenings(status);
  const news = ports.filter(([key]) => !before.ports.has(key)).map(([, happening]) => happening);
  const { told, happened } = lookAtState(before, status, now);
  return { told: { ...told, ports: new Set(ports.map(([key]) => key)) }, happened: [...happened, ...news] };
}

function lookAtState(before: Told, { profile, name, state }: TunnelStatus, now: number): Look {
  const of = { profile, name };
  const rest = { ...before, state: state.kind };
  const over = { ...rest, lostAt: undefined, putOff: undefined };
  if (state.kind === before.state && state.kind !== "waiting") return { told: before, happened: [] };
  switch (state.kind) {
    case "opening": return { told: rest, happened: before.state === "waiting" ? [] : [{ ...of, kind: "opening" }] };
    case "open": return { told: over, happened: [before.lostAt === undefined ? { ...of, kind: "opened" } : { ...of, kind: "restored", after: now - before.lostAt }] };
    case "waiting": {
      const putOff = keyOf(state.cause);
      if (before.state === "open") return { told: { ...rest, lostAt: now, putOff }, happened: [{ ...of, kind: "lost", cause: state.cause }] };
      return { told: { ...rest, putOff }, happened: before.putOff === putOff ? [] : [{ ...of, kind: "put-off", cause: state.cause }] };
    }
    case "failed": return { told: over, happened: [{ ...of, kind: "failed", cause: state.cause }] };
    case "closed": return { told: over, happened: [{ ...of, kind: "closed" }] };
    case "closing": return { told: rest, happened: [] };
  }
}

/** What troubles the ports now, each with a key that tells it from another trouble. */
function portHappenings({ profile, name, forwards }: TunnelStatus): [string, Happening][] {
  return forwards.flatMap((row): [string, Happening][] => {
    const cause = row.state.kind === "refused" ? row.state.cause : row.trouble;
    if (cause === undefined) return [];
    const kind = row.state.kind === "refused" ? "port-refused" : "port-troubled";
    return [[`${row.name} ${row.listen} ${kind} ${keyOf(cause)}`, { profile, name, kind, port: row.name, cause }]];
  });
}

const keyOf = (cause: Failure): string => JSON.stringify(cause);
