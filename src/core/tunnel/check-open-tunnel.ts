import { createHash } from "node:crypto";
import { resolve } from "node:path";
import type { Finding } from "../../shared/check/finding.js";
import type { Endpoint } from "../../shared/profile/endpoint.js";
import type { Profile, ProfileId } from "../../shared/profile/profile-schema.js";
import { formatEndpoint } from "../../shared/words/words.js";
import type { CheckRequest } from "../status-service/status-socket.js";
import type { Environment } from "../environment.js";
import type { ProbeTask } from "../check/probe-task.js";
import { expandHome } from "../system/home-path.js";
import type { Tunnels } from "./tunnels.js";
import { runCheck } from "../check/run-check.js";

/** What a check asks of the tunnels of its own process. */
export type CheckedTunnels = Pick<Tunnels, "status" | "lendSession" | "profile">;

/** What tells two checks apart: the profile, and the file that its host keys are looked up in. As 64 hexadecimal digits. */
export function checkDigest(profile: Profile, { settings }: Pick<Environment, "settings">): string {
  const knownHosts = resolve(expandHome(settings().knownHosts));
  return createHash("sha256")
    .update(JSON.stringify([profile, knownHosts]))
    .digest("hex");
}

/**
 * Answer another process of this user that asks for a check: over the session of the profile's open tunnel, so that nobody
 * is asked for anything. Only the profile that this process has itself is checked, whatever the other one holds.
 *
 * @returns nothing where the tunnel is not open, or the other process would check something else
 */
export async function checkOpenTunnel(
  tunnels: CheckedTunnels,
  environment: Environment,
  { profile: id, digest, ftpLogin }: CheckRequest,
  signal: AbortSignal,
): Promise<AsyncIterable<Finding> | undefined> {
  const profile = tunnels.profile(id);
  if (profile === undefined || checkDigest(profile, environment) !== digest) return undefined;
  const lent = await tunnels.lendSession(id, profile.gateway);
  if (lent === undefined) return undefined;
  return runCheck({
    profile,
    environment,
    signal,
    ...(ftpLogin === undefined ? {} : { ftpLogin }),
    ...besideTunnels(tunnels, profile),
    lendSession: () => Promise.resolve(lent),
  });
}

/** What a check in the process of the tunnels learns of them. */
export function besideTunnels(
  tunnels: CheckedTunnels,
  { id, gateway }: Profile,
): Pick<ProbeTask, "lendSession" | "tunnelListeningOn" | "isForwardListening"> {
  return {
    lendSession: () => tunnels.lendSession(id, gateway),
    tunnelListeningOn: (endpoint) => tunnelListeningOn(tunnels, endpoint),
    isForwardListening: (forward) => isForwardListening(tunnels, id, forward),
  };
}

/** The profile whose open tunnel has a row that listens there. */
function tunnelListeningOn(
  tunnels: CheckedTunnels,
  endpoint: Endpoint,
): { readonly id: ProfileId; readonly name: string } | undefined {
  const address = formatEndpoint(endpoint);
  const owner = tunnels
    .status()
    .find(({ forwards }) => forwards.some(({ listen, state }) => listen === address && state.kind === "listening"));
  return owner === undefined ? undefined : { id: owner.profile, name: owner.name };
}

/** By the row of the forward's first port, which is the one that a check tries. */
function isForwardListening(tunnels: CheckedTunnels, id: ProfileId, forward: number): boolean {
  const tunnel = tunnels.status().find(({ profile }) => profile === id);
  return tunnel?.forwards.find(({ plan }) => plan?.place === forward)?.state.kind === "listening";
}
