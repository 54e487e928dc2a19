import type { ProfileId } from "../../shared/profile/profile-schema.js";
import type { ActivityEvent } from "../../shared/status/activity-event.js";
import type { Failure } from "../../shared/status/failure.js";
import { failingHop, type EndedTransfer } from "../../shared/status/route.js";
import type { TunnelState, TunnelStatus } from "../../shared/status/tunnel-state.js";

/** What of a tunnel has been told. */
interface Reported {
  readonly state: TunnelState["kind"];
  /** Since when it has been lost, while it is tried again. */
  readonly lostAt: number | undefined;
  /** Why it was last put off, so that each try does not tell it again. */
  readonly postponedFor: string | undefined;
  readonly ports: ReadonlySet<string>;
  /** The latest transfer that has ended. */
  readonly transfer: EndedTransfer | undefined;
  /** Whether files wait in its spool, and what troubles that. */
  readonly hasSpooled: boolean;
  readonly spoolTrouble: string | undefined;
  /** Whose names are in a charset that the profile should tell. */
  readonly foreignClients: ReadonlySet<string>;
}

const NOTHING_REPORTED: Reported = {
  state: "closed",
  lostAt: undefined,
  postponedFor: undefined,
  ports: new Set(),
  transfer: undefined,
  hasSpooled: false,
  spoolTrouble: undefined,
  foreignClients: new Set(),
};

/** Finds in statuses what happened since the last look, so that each thing is told once. */
export class ActivityDetector {
  #reported: ReadonlyMap<ProfileId, Reported> = new Map();

  since(statuses: readonly TunnelStatus[], now: number): ActivityEvent[] {
    const detections = statuses.map((status) => ({
      status,
      ...detect(this.#reported.get(status.profile) ?? NOTHING_REPORTED, status, now),
    }));
    this.#reported = new Map(detections.map(({ status, reported }) => [status.profile, reported]));
    return detections.flatMap(({ events }) => events);
  }
}

interface Detection {
  readonly reported: Reported;
  readonly events: readonly ActivityEvent[];
}

function detect(before: Reported, status: TunnelStatus, now: number): Detection {
  const ports = portFailures(status);
  const newEvents = ports.filter(([key]) => !before.ports.has(key)).map(([, event]) => event);
  const { reported, events } = detectStateChange(before, status, now);
  const history = status.forwards.flatMap((row) => row.history ?? []);
  const spool = spoolNews(before, status);
  const names = foreignNames(before, status);
  return {
    reported: {
      ...reported,
      ...spool.reported,
      ...names.reported,
      ports: new Set(ports.map(([key]) => key)),
      transfer: history[0] ?? before.transfer,
    },
    events: [
      ...events,
      ...newEvents,
      ...transferFailures(before.transfer, history, status),
      ...spool.events,
      ...names.events,
    ],
  };
}

/** So many clients are told; a network of more has been told enough. */
const MAX_FOREIGN_CLIENTS = 100;

/** That a client writes names in a charset which the profile should tell: once for each client. */
function foreignNames(
  { foreignClients }: Reported,
  { profile, name, forwards }: TunnelStatus,
): { readonly reported: Pick<Reported, "foreignClients">; readonly events: readonly ActivityEvent[] } {
  const foreign = forwards.find((row) => row.foreignName !== undefined)?.foreignName;
  if (foreign === undefined || foreignClients.has(foreign.client) || foreignClients.size >= MAX_FOREIGN_CLIENTS)
    return { reported: { foreignClients }, events: [] };
  return {
    reported: { foreignClients: new Set([...foreignClients, foreign.client]) },
    events: [{ profile, name, kind: "name-foreign", client: foreign.client, file: foreign.name }],
  };
}

/** That files wait on this disk, that none does any more, and what keeps them there. */
function spoolNews(
  before: Reported,
  { profile, name, forwards }: TunnelStatus,
): { readonly reported: Pick<Reported, "hasSpooled" | "spoolTrouble">; readonly events: readonly ActivityEvent[] } {
  const spool = forwards.find((row) => row.spool !== undefined)?.spool;
  const hasSpooled = spool !== undefined && spool.waiting > 0;
  const trouble = spool?.trouble;
  const spoolTrouble = trouble === undefined ? undefined : failureKey(trouble);
  const events: ActivityEvent[] = [];
  if (hasSpooled !== before.hasSpooled && spool !== undefined)
    events.push({ profile, name, kind: hasSpooled ? "spool-filled" : "spool-emptied" });
  if (trouble !== undefined && spoolTrouble !== before.spoolTrouble)
    events.push({ profile, name, kind: "spool-troubled", cause: trouble });
  return { reported: { hasSpooled, spoolTrouble }, events };
}

function detectStateChange(before: Reported, { profile, name, state }: TunnelStatus, now: number): Detection {
  const of = { profile, name };
  const rest = { ...before, state: state.kind };
  const over = { ...rest, lostAt: undefined, putOff: undefined };
  if (state.kind === before.state && state.kind !== "waiting") return { reported: before, events: [] };
  switch (state.kind) {
    case "opening":
      return { reported: rest, events: before.state === "waiting" ? [] : [{ ...of, kind: "opening" }] };
    case "open":
      return {
        reported: over,
        events: [
          before.lostAt === undefined
            ? { ...of, kind: "opened" }
            : { ...of, kind: "restored", after: now - before.lostAt },
        ],
      };
    case "waiting": {
      const putOff = failureKey(state.cause);
      if (before.state === "open")
        return {
          reported: { ...rest, lostAt: now, postponedFor: putOff },
          events: [{ ...of, kind: "lost", cause: state.cause }],
        };
      return {
        reported: { ...rest, postponedFor: putOff },
        events: before.postponedFor === putOff ? [] : [{ ...of, kind: "put-off", cause: state.cause }],
      };
    }
    case "failed":
      return { reported: over, events: [{ ...of, kind: "failed", cause: state.cause }] };
    case "closed":
      return { reported: over, events: [{ ...of, kind: "closed" }] };
    case "closing":
      return { reported: rest, events: [] };
  }
}

/** What troubles the ports and the route now, each with a key that tells it from another trouble; what a port tells of the route is told once. */
function portFailures({ profile, name, state, forwards, route }: TunnelStatus): [string, ActivityEvent][] {
  const hop = state.kind === "open" ? failingHop(route) : undefined;
  const routeFailures: [string, ActivityEvent][] =
    hop?.cause === undefined
      ? []
      : [
          [
            `route ${failureKey(hop.cause)}`,
            { profile, name, kind: "route-failed", hop: hop.endpoint, cause: hop.cause },
          ],
        ];
  const ofPorts = forwards.flatMap((row): [string, ActivityEvent][] => {
    const cause = row.state.kind === "refused" ? row.state.cause : row.trouble;
    if (cause === undefined || (hop?.cause !== undefined && failureKey(cause) === failureKey(hop.cause))) return [];
    const kind = row.state.kind === "refused" ? "port-refused" : "port-troubled";
    return [[`${row.name} ${row.listen} ${kind} ${failureKey(cause)}`, { profile, name, kind, port: row.name, cause }]];
  });
  return [...routeFailures, ...ofPorts];
}

/** What went wrong among the transfers that have ended since the latest one that was seen, the oldest first. */
function transferFailures(
  seen: EndedTransfer | undefined,
  history: readonly EndedTransfer[],
  { profile, name }: TunnelStatus,
): ActivityEvent[] {
  const known = seen === undefined ? -1 : history.indexOf(seen);
  return history
    .slice(0, known === -1 ? history.length : known)
    .flatMap(({ verb, path, bytes, outcome, said }): ActivityEvent[] =>
      outcome === "done" ? [] : [{ profile, name, kind: "transfer-failed", verb, path, bytes, outcome, said }],
    )
    .reverse();
}

/** By this a failure is known again; who holds a port is found out a moment later, and makes it no other one. */
const failureKey = (cause: Failure): string =>
  JSON.stringify(cause, (key, value: unknown) => (key === "holder" ? undefined : value));
