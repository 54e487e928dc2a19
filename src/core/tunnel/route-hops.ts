import { formatEndpoint } from "../../shared/profile/endpoint.js";
import { isLoopback } from "../../shared/profile/listen-host.js";
import type { Ftp, Gateway, Profile } from "../../shared/profile/profile-schema.js";
import type { Failure } from "../../shared/status/failure.js";
import { worstHopState, type Hop, type HopFact, type HopState, type Route } from "../../shared/status/route.js";
import type { ForwardStatus, TunnelState } from "../../shared/status/tunnel-state.js";
import { failingSshHop } from "./failing-ssh-hop.js";
import { mendsFor, type MendContext } from "./mends-for.js";
import { CAUSE_TOPICS, type TargetKnowledge } from "./route-knowledge.js";

/** What is known of a jump host or the gateway. */
export interface SshHopKnowledge {
  readonly facts: readonly HopFact[];
  readonly lastWorked?: number;
}

/** All that a route is made of. */
export interface RouteSources {
  readonly profile: Profile;
  readonly state: TunnelState;
  readonly rows: readonly ForwardStatus[];
  /** The jump hosts and the gateway, as far as they were met. */
  readonly ssh: readonly SshHopKnowledge[];
  /** The SSH hop that is dialled, or was last, counted from 0; -1 before the first. */
  readonly reached: number;
  readonly target: TargetKnowledge;
  /** A row's failure that a later probe has shown to be over. */
  readonly overcome?: Failure;
  readonly mending: Omit<MendContext, "profile">;
}

/** The route of a tunnel that carries FTP, hop by hop. */
export function routeOf(sources: RouteSources, ftp: Ftp): Route {
  const hops = [programHop(sources, ftp), ...sshHops(sources), targetHop(sources, ftp)].map((hop) =>
    withMends(hop, { ...sources.mending, profile: sources.profile }),
  );
  return { state: worstHopState(hops), hops: withReconnect(hops, sources.mending.isOutdated) };
}

function programHop({ rows, state, target }: RouteSources, { listen }: Ftp): Hop {
  const control = controlRow(rows);
  const passive = rows.filter(({ group }) => group === "passive");
  const refused = passive.filter((row) => row.state.kind === "refused");
  const endpoint = control?.listen ?? formatEndpoint(listen);
  const trouble =
    control?.trouble !== undefined && PROGRAM_TROUBLES.has(control.trouble.code) ? control.trouble : undefined;
  const facts: HopFact[] =
    refused.length === 0 ? [] : [{ kind: "ports-refused", refused: refused.length, total: passive.length }];
  const all = refused.length === passive.length ? refusalOf(refused[0]) : undefined;
  const cause = refusalOf(control) ?? trouble ?? (isUp(state) ? target.programCause : undefined) ?? all;
  return hop("program", endpoint, {
    facts,
    cause,
    state: restingState(
      control?.state.kind === "listening" ? "works" : isOpening(state) ? "checking" : "unknown",
      facts,
    ),
    lastWorked: target.lastClient ?? (state.kind === "open" ? state.since : undefined),
  });
}

function sshHops({ profile: { gateway }, state, ssh, reached, rows, target, overcome }: RouteSources): Hop[] {
  const failing =
    state.kind === "waiting" || state.kind === "failed" ? failingSshHop(state.cause, gateway, reached) : -1;
  const refusal = rowTrouble(rows, overcome, isGateways) ?? target.forwardingCause;
  return sshEndpoints(gateway).map((endpoint, index, { length }) => {
    const isGateway = index === length - 1;
    const { facts = [], lastWorked } = ssh[index] ?? {};
    const stateCause = index === failing && "cause" in state ? state.cause : undefined;
    const cause = stateCause ?? (isGateway && isUp(state) ? refusal : undefined);
    return hop(isGateway ? "gateway" : "jump-host", endpoint, {
      facts,
      cause,
      state: sshHopState(state, index, reached, failing),
      lastWorked,
    });
  });
}

/** Of a hop that does not fail. */
function sshHopState(state: TunnelState, index: number, reached: number, failing: number): HopState {
  if (isUp(state)) return "works";
  if (state.kind === "waiting" || state.kind === "failed")
    return index < failing && "cause" in state && state.cause.code !== "ssh.lost" ? "works" : "unknown";
  if (state.kind !== "opening") return "unknown";
  if (index < reached || state.step === "listening") return "works";
  return index === Math.max(reached, 0) ? "checking" : "unknown";
}

function targetHop(sources: RouteSources, ftp: Ftp): Hop {
  const { state, rows, target, overcome, profile } = sources;
  const { gateway } = profile;
  const control = controlRow(rows);
  const transfer = lastTransfer(control);
  const facts = [...target.facts, ...(transfer === undefined ? [] : [transfer])].sort(byTelling);
  const known = CAUSE_TOPICS.map((topic) => target.causes[topic]).find((cause) => cause !== undefined);
  const data = passiveTrouble(rows);
  const cause = isUp(state) ? (known ?? rowTrouble(rows, overcome, isTargets) ?? data.cause) : undefined;
  const restState = target.works ? "works" : target.isChecking ? "checking" : "unknown";
  const isDone = transfer?.outcome === "done";
  return {
    ...hop(
      ftp.mode === "bridge" ? "sftp" : "ftp-server",
      formatEndpoint(ftp.mode === "bridge" ? gateway : ftp.target),
      {
        facts,
        cause,
        state: isUp(state) ? restingState(restState, facts, data.isPartial) : "unknown",
        lastWorked: isDone ? Math.max(transfer.at, target.lastWorked ?? 0) : target.lastWorked,
      },
    ),
    ...(isPlain(ftp, gateway, target.facts) ? { isPlain: true } : {}),
  };
}

/** SSH ends at the gateway: beyond it, another machine's FTP is in the clear unless TLS is spoken. */
function isPlain(ftp: Ftp, gateway: Gateway, facts: readonly HopFact[]): boolean {
  if (ftp.mode === "bridge") return false;
  const { host } = ftp.target;
  const isSameMachine = isLoopback(host) || host.toLowerCase() === gateway.host.toLowerCase();
  return !isSameMachine && !facts.some(({ kind }) => TLS_FACTS.has(kind));
}

const TLS_FACTS: ReadonlySet<HopFact["kind"]> = new Set(["tls-demanded", "tls-spoken", "tls-unreadable"]);

/** In `range`, data connections to ports of the server's own may fail where the control connection does not. */
function passiveTrouble(rows: readonly ForwardStatus[]): { readonly cause?: Failure; readonly isPartial: boolean } {
  const used = rows.filter(({ group, connections }) => group === "passive" && connections.total > 0);
  const troubled = used.flatMap(({ trouble }) => (trouble !== undefined && isTargets(trouble) ? [trouble] : []));
  const [first] = troubled;
  if (first === undefined) return { isPartial: false };
  return troubled.length === used.length ? { cause: first, isPartial: false } : { isPartial: true };
}

function lastTransfer(control: ForwardStatus | undefined): Extract<HopFact, { kind: "transfer" }> | undefined {
  const last = control?.history?.[0];
  if (last === undefined) return undefined;
  const { verb, path, outcome, said, until } = last;
  return { kind: "transfer", at: until, verb, path, outcome, said };
}

/** Why the latest client was not served, where that is a hop's fault. */
function rowTrouble(
  rows: readonly ForwardStatus[],
  overcome: Failure | undefined,
  isHops: (failure: Failure) => boolean,
): Failure | undefined {
  const trouble = controlRow(rows)?.trouble;
  return trouble !== undefined && trouble !== overcome && isHops(trouble) ? trouble : undefined;
}

/** The gateway could not reach the target, or the target did not behave. */
const isTargets = (failure: Failure): boolean =>
  failure.code === "channel.refused"
    ? failure.cause === "unreachable" || failure.cause === "timed-out"
    : TARGET_TROUBLES.has(failure.code);
const isGateways = (failure: Failure): boolean => failure.code === "channel.refused" && !isTargets(failure);

const TARGET_TROUBLES: ReadonlySet<Failure["code"]> = new Set([
  "ftp.not-ftp",
  "ftp.tls-demanded",
  "ftp.passive-refused",
  "bridge.no-sftp",
]);
/** What an FTP program would mend by its own settings. */
const PROGRAM_TROUBLES: ReadonlySet<Failure["code"]> = new Set(["relay.not-ftp", "bridge.not-ftp"]);

interface HopValues {
  readonly facts: readonly HopFact[];
  readonly cause: Failure | undefined;
  /** Where nothing fails. */
  readonly state: HopState;
  readonly lastWorked: number | undefined;
}

const hop = (kind: Hop["kind"], endpoint: string, { facts, cause, state, lastWorked }: HopValues): Hop => ({
  kind,
  endpoint,
  state: cause === undefined ? state : "fails",
  facts,
  ...(lastWorked === undefined ? {} : { lastWorked }),
  ...(cause === undefined ? {} : { cause }),
});

const restingState = (state: HopState, facts: readonly HopFact[], isPartial = false): HopState =>
  state === "works" && (isPartial || facts.some(({ kind }) => NOTES.has(kind))) ? "works-with-note" : state;

/** It works, and may surprise. */
const NOTES: ReadonlySet<HopFact["kind"]> = new Set([
  "tls-demanded",
  "outside-range",
  "other-address",
  "ports-refused",
  "few-sessions",
]);

/** The most telling first. */
const TELLING: readonly HopFact["kind"][] = [
  "login-refused",
  "outside-range",
  "other-address",
  "passive-refused",
  "ports-refused",
  "ftp-server",
  "sftp",
  "ssh-server",
  "tls-demanded",
  "tls-spoken",
  "tls-unreadable",
  "ssh-link",
  "few-sessions",
  "login-accepted",
  "transfer",
];
const byTelling = (one: HopFact, other: HopFact): number => TELLING.indexOf(one.kind) - TELLING.indexOf(other.kind);

function withMends(hop: Hop, context: MendContext): Hop {
  const mends = hop.cause === undefined ? [] : mendsFor(hop.cause, context);
  return mends.length === 0 ? hop : { ...hop, mends };
}

/** A profile that was changed meanwhile may mend what fails; where nothing does, the first hop offers it. */
function withReconnect(hops: readonly Hop[], isOutdated: boolean): readonly Hop[] {
  if (!isOutdated) return hops;
  const isFailing = hops.some(({ state }) => state === "fails");
  return hops.map((hop, index) =>
    (isFailing ? hop.state === "fails" : index === 0)
      ? { ...hop, mends: [{ kind: "reconnect" }, ...(hop.mends ?? [])] }
      : hop,
  );
}

const controlRow = (rows: readonly ForwardStatus[]): ForwardStatus | undefined =>
  rows.find(({ group }) => group === "control");
const refusalOf = (row: ForwardStatus | undefined): Failure | undefined =>
  row?.state.kind === "refused" ? row.state.cause : undefined;
const sshEndpoints = (gateway: Gateway): readonly string[] => [...gateway.via, gateway].map(formatEndpoint);
const isUp = ({ kind }: TunnelState): boolean => kind === "open";
const isOpening = ({ kind }: TunnelState): boolean => kind === "opening";
