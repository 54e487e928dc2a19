import { isSocket, looksLikeSocket, type UnixSocket } from "../../../src/shared/profile/endpoint.js";
import { LOOPBACK } from "../../../src/shared/profile/field-schemas.js";
import type { ForwardPlan, HostPorts } from "../../../src/shared/profile/forward-plan.js";
import { FORWARD_PRESETS, type ForwardPreset, type ForwardUse } from "../../../src/shared/profile/forward-presets.js";
import { withKey, type Keyed } from "./list-item-keys.js";
import { orDefault, portOf } from "./typed-text.js";

/** One plain forward, as it stands in its boxes. */
export interface ForwardDraft extends Keyed {
  readonly kind: ForwardPlan["kind"];
  readonly name: string;
  /** A host; or a Unix socket's path, beside which no port counts. */
  readonly listenHost: string;
  /** A port, or a range of ports. */
  readonly listenPort: string;
  readonly host: string;
  readonly port: string;
  readonly enabled: boolean;
}

/** A forward whose boxes are empty. */
export const newForward = (): ForwardDraft =>
  withKey({ kind: "local", name: "", listenHost: LOOPBACK, listenPort: "", host: "", port: "", enabled: true });

/** Filled in for a use; on the next port where another forward of the profile listens there already. */
export function presetForward(use: ForwardUse, name: string, others: readonly ForwardDraft[]): ForwardDraft {
  const preset: ForwardPreset = FORWARD_PRESETS[use];
  let listenPort = Number(preset.listenPort);
  while (others.some((other) => other.listenPort.trim() === String(listenPort))) listenPort++;
  return { ...newForward(), ...preset, name, listenPort: String(listenPort) };
}

/** The boxes of a profile's forward. */
export function forwardDraft(plan: ForwardPlan): ForwardDraft {
  const from = endpointDraft(plan.listen);
  const to = plan.kind === "dynamic" ? { host: "", port: "" } : endpointDraft(plan.target);
  return withKey({
    kind: plan.kind,
    name: plan.name,
    listenHost: from.host,
    listenPort: from.port,
    ...to,
    enabled: plan.enabled,
  });
}

const endpointDraft = (endpoint: HostPorts | UnixSocket) =>
  isSocket(endpoint) ? { host: endpoint.socket, port: "" } : { host: endpoint.host, port: String(endpoint.port) };

/** A forward as the profile document has it. */
export function forwardOf({ kind, name, listenHost, listenPort, host, port, enabled }: ForwardDraft) {
  const listen =
    kind === "remote" && isSocketText(listenHost)
      ? { socket: listenHost.trim() }
      : { host: orDefault(listenHost), port: portOf(listenPort) };
  const common = { kind, name: name.trim(), listen, enabled };
  if (kind === "dynamic") return common;
  return {
    ...common,
    target: isSocketText(host) ? { socket: host.trim() } : { host: host.trim(), port: portOf(port) },
  };
}

/** Whether a socket's path stands where a host might. */
export const isSocketText = (host: string): boolean => looksLikeSocket(host.trim());
