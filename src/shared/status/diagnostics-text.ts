import { isLoopback } from "../profile/listen-host.js";
import type { Profile } from "../profile/profile-schema.js";
import type { Settings } from "../settings.js";
import type { ActivityEvent, LogEntry } from "./activity-event.js";
import type { TunnelStatus } from "./tunnel-state.js";

/** What a report of a fault begins with: `["Culvert", "0.1.0"]`. */
export type Versions = readonly (readonly [name: string, version: string])[];

interface DiagnosticsSource {
  readonly versions: Versions;
  readonly settings: Settings;
  readonly profiles: readonly Profile[];
  readonly tunnels: readonly TunnelStatus[];
  readonly log: readonly LogEntry[];
}

/** So many of the latest events are told. */
const MAX_EVENTS = 100;

/**
 * What helps to find a fault, for a public report: kinds, states, numbers and failure codes alone. Profiles are numbered, and
 * no text of a user's, a server's or a file's own is in it, so that no name of a person, host or file can be.
 */
export function diagnosticsText({ versions, settings, profiles, tunnels, log }: DiagnosticsSource): string {
  const nameOf = (id: string): string => `tunnel ${profiles.findIndex((profile) => profile.id === id) + 1}`;
  const events = log.slice(-MAX_EVENTS);
  return [
    versions.map(([name, version]) => `${name} ${version}`).join(", "),
    `settings: ${JSON.stringify(maskedSettings(settings))}`,
    "",
    ...profiles.flatMap((profile) => [
      `${nameOf(profile.id)}: ${describeProfile(profile)}`,
      ...describeStatus(tunnels.find((tunnel) => tunnel.profile === profile.id)).map((line) => `  ${line}`),
    ]),
    "",
    ...events.map(({ at, happening }) => `${new Date(at).toISOString()} ${describeEvent(happening, nameOf)}`),
    "",
  ].join("\n");
}

/** Paths are left out: a home folder has its owner's name. */
function maskedSettings({ defaultKey, ...settings }: Settings): object {
  return { ...settings, knownHosts: "left out", defaultKey: defaultKey === undefined ? "none" : "set" };
}

function describeProfile({ gateway, ftp, forwards, openAtStart }: Profile): string {
  const parts = [
    ftp === undefined ? "no FTP" : ftp.mode,
    ...(ftp === undefined ? [] : [`listens ${isLoopback(ftp.listen.host) ? "on loopback" : "beyond loopback"}`]),
    `gateway port ${gateway.port === 22 ? "22" : "other"}`,
    `logins ${gateway.auth.map(({ method }) => method).join(" ")}`,
    `jump hosts ${gateway.via.length}`,
    `proxy ${gateway.proxy?.kind ?? "none"}`,
    `forwards ${forwards.map(({ kind, enabled }) => (enabled ? kind : `${kind} off`)).join(" ") || "none"}`,
    ...(openAtStart ? ["opens at start"] : []),
  ];
  return parts.join(", ");
}

function describeStatus(status: TunnelStatus | undefined): readonly string[] {
  if (status === undefined) return [];
  const { state, route, forwards } = status;
  return [
    `state ${state.kind}${"cause" in state ? ` ${state.cause.code}` : ""}`,
    ...(route?.hops ?? []).map(
      ({ kind, state: hop, cause }) => `hop ${kind} ${hop}${cause === undefined ? "" : ` ${cause.code}`}`,
    ),
    ...forwards.map(
      ({ state: port }, index) => `port ${index + 1} ${port.kind}${"cause" in port ? ` ${port.cause.code}` : ""}`,
    ),
  ];
}

function describeEvent(event: ActivityEvent, nameOf: (id: string) => string): string {
  return [
    event.kind,
    ...("profile" in event ? [nameOf(event.profile)] : []),
    ...("cause" in event ? [event.cause.code] : []),
    ...("outcome" in event ? [event.outcome] : []),
    ...("question" in event ? [event.question] : []),
  ].join(" ");
}
