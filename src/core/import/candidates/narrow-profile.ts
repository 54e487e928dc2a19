import type { ImportNote } from "../../../shared/import-export/import-candidate.js";
import { formatEndpoint, isSocket, type UnixSocket } from "../../../shared/profile/endpoint.js";
import type { ForwardPlan, HostPorts } from "../../../shared/profile/forward-plan.js";
import { isLoopback } from "../../../shared/profile/listen-host.js";
import type { Ftp, Profile } from "../../../shared/profile/profile-schema.js";
import { cleanName } from "./profile-names.js";

/** A profile as it may be taken over from somebody else, and what was changed of it. */
export interface NarrowedProfile {
  readonly profile: Profile;
  readonly notes: readonly Pick<ImportNote, "code" | "what">[];
}

type Note = NarrowedProfile["notes"][number];

/**
 * A profile out of a document that somebody else may have written, with no more reach than its user gives it: it listens
 * on loopback alone, its bridge asks for a login that is made here, no forward leads from the gateway to this computer until it is switched on, no old algorithms are
 * let in unseen, and it does not open by itself.
 */
export function narrowProfile(profile: Profile): NarrowedProfile {
  const notes: Note[] = [];
  const onLoopback = <L extends HostPorts>(listen: L): L => {
    if (isLoopback(listen.host)) return listen;
    notes.push({ code: "listen-narrowed", what: formatEndpoint(listen) });
    return { ...listen, host: listen.host.includes(":") ? "::1" : "127.0.0.1" };
  };
  const narrowForward = (plan: ForwardPlan): ForwardPlan => {
    if (plan.kind === "local") return { ...plan, listen: onLoopback(plan.listen) };
    if (plan.kind === "dynamic") return { ...plan, listen: onLoopback(plan.listen) };
    const listen: HostPorts | UnixSocket = isSocket(plan.listen) ? plan.listen : onLoopback(plan.listen);
    if (plan.enabled) notes.push({ code: "remote-off", what: formatEndpoint(plan.target) });
    return { ...plan, listen, enabled: false };
  };

  const narrowFtp = (ftp: Ftp): Ftp => {
    const listening = { ...ftp, listen: onLoopback(ftp.listen) };
    if (listening.mode !== "bridge") return listening;
    const { login, users, ...closed } = listening;
    if (login?.any === true) notes.push({ code: "bridge-closed" });
    if (users !== undefined) notes.push({ code: "bridge-users-left-out" });
    return closed;
  };

  const { ftp, gateway, group } = profile;
  const { name, wasCleaned } = cleanName(profile.name, profile.id);
  if (wasCleaned) notes.push({ code: "name-cleaned", what: name });
  const narrowed: Profile = {
    ...profile,
    name,
    ...(group === undefined ? {} : { group: cleanName(group, name).name }),
    ...(ftp === undefined ? {} : { ftp: narrowFtp(ftp) }),
    forwards: profile.forwards.map(narrowForward),
    openAtStart: false,
  };
  for (const { host, port, oldServer } of [...gateway.via, gateway])
    if (oldServer === true) notes.push({ code: "old-server", what: formatEndpoint({ host, port }) });
  if (profile.openAtStart) notes.push({ code: "start-off" });
  return { profile: narrowed, notes };
}
