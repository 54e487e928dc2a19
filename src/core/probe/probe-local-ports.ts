import type { Finding, PortHolder, TakenPort } from "../../shared/check/finding.js";
import type { Place } from "../../shared/profile/endpoint.js";
import { isLoopback } from "../../shared/profile/listen-host.js";
import { localPlaces } from "../../shared/profile/local-ports.js";
import type { Profile } from "../../shared/profile/profile-schema.js";
import type { Failure } from "../../shared/status/failure.js";
import { Listener } from "../net/listener.js";
import { portHolder } from "../system/port-holder/port-holder.js";
import type { CheckTask } from "./probe-task.js";

/** So many taken ports are looked at; a thousand of them have one holder most likely, and one look costs a while. */
const MOST_LOOKED_AT = 8;

/** Whether this profile could listen on all of its local ports, and who is in the way. Each is opened and closed again. */
export async function probeLocalPorts({ profile, signal, whoListens }: CheckTask): Promise<Finding> {
  const places = localPlaces(profile);
  const taken: TakenPort[] = [];
  for (const place of places) {
    if (signal.aborted) break;
    const cause = profile.ftp?.mode === "bridge" && place === places[0] && !isLoopback(place.host)
      ? { code: "bridge.not-loopback", ...place } as const
      : await whyNotListening(place);
    if (cause === undefined) continue;
    const holder = cause.code === "forward.port-taken" ? await holderOf(place, whoListens, taken.length < MOST_LOOKED_AT) : undefined;
    taken.push({ cause, ...(holder === undefined ? {} : { holder }) });
  }
  return findingOf(taken, places.length, profile);
}

function findingOf(taken: readonly TakenPort[], count: number, { name }: Profile): Finding {
  const isOwn = ({ holder }: TakenPort) => holder?.isCulvert === true && (holder.profile === undefined || holder.profile === name);
  const inTheWay = taken.filter((port) => !isOwn(port));
  if (inTheWay.length > 0) return { probe: "local-ports", outcome: "failed", found: { code: "local-ports.taken", taken: inTheWay, count } };
  return { probe: "local-ports", outcome: "ok", found: taken.length > 0 ? { code: "local-ports.own", count: taken.length } : { code: "local-ports.free", count } };
}

async function whyNotListening({ host, port }: Place): Promise<Failure | undefined> {
  const listener = new Listener((socket) => socket.destroy());
  const refusal = await listener.listen(host, port);
  await listener.close();
  return refusal;
}

async function holderOf(place: Place, whoListens: CheckTask["whoListens"], mayLook: boolean): Promise<PortHolder | undefined> {
  const own = whoListens?.(place);
  if (own !== undefined) return { isCulvert: true, pid: process.pid, profile: own.name };
  return mayLook ? portHolder(place) : undefined;
}
