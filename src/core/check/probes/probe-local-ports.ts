import type { Finding, TakenPort } from "../../../shared/check/finding.js";
import type { PortHolder } from "../../../shared/status/port-holder.js";
import type { Endpoint } from "../../../shared/profile/endpoint.js";
import { isLoopback } from "../../../shared/profile/listen-host.js";
import { localEndpoints } from "../../../shared/profile/local-ports.js";
import type { Profile } from "../../../shared/profile/profile-schema.js";
import type { Failure } from "../../../shared/status/failure.js";
import { Listener } from "../../net/listener.js";
import { portHolder } from "../../system/port-holder/port-holder.js";
import type { ProbeTask } from "../probe-task.js";

/** So many taken ports are looked at; a thousand of them have one holder most likely, and one look costs a while. */
const MAX_HOLDER_LOOKUPS = 8;

/** Whether this profile could listen on all of its local ports, and who is in the way. Each is opened and closed again. */
export async function probeLocalPorts({ profile, signal, tunnelListeningOn }: ProbeTask): Promise<Finding> {
  const endpoints = localEndpoints(profile);
  const taken: TakenPort[] = [];
  for (const endpoint of endpoints) {
    if (signal.aborted) break;
    const cause =
      profile.ftp?.mode === "bridge" &&
      endpoint === endpoints[0] &&
      !isLoopback(endpoint.host) &&
      profile.ftp.allow === undefined
        ? ({ code: "bridge.not-loopback", ...endpoint } as const)
        : await listenFailure(endpoint);
    if (cause === undefined) continue;
    const holder =
      cause.code === "forward.port-taken"
        ? await holderOf(endpoint, tunnelListeningOn, taken.length < MAX_HOLDER_LOOKUPS)
        : undefined;
    taken.push({ cause, ...(holder === undefined ? {} : { holder }) });
  }
  return findingOf(taken, endpoints.length, profile);
}

function findingOf(taken: readonly TakenPort[], count: number, { name }: Profile): Finding {
  const isOwn = ({ holder }: TakenPort) =>
    holder?.isCulvert === true && (holder.profile === undefined || holder.profile === name);
  const blocking = taken.filter((port) => !isOwn(port));
  if (blocking.length > 0)
    return { probe: "local-ports", outcome: "failed", found: { code: "local-ports.taken", taken: blocking, count } };
  return {
    probe: "local-ports",
    outcome: "ok",
    found: taken.length > 0 ? { code: "local-ports.own", count: taken.length } : { code: "local-ports.free", count },
  };
}

async function listenFailure({ host, port }: Endpoint): Promise<Failure | undefined> {
  const listener = new Listener((socket) => socket.destroy());
  const refusal = await listener.listen(host, port);
  await listener.close();
  return refusal;
}

async function holderOf(
  endpoint: Endpoint,
  whoListens: ProbeTask["tunnelListeningOn"],
  canLookUp: boolean,
): Promise<PortHolder | undefined> {
  const own = whoListens?.(endpoint);
  if (own !== undefined) return { isCulvert: true, pid: process.pid, profile: own.name };
  return canLookUp ? portHolder(endpoint) : undefined;
}
