import { formatEndpoint } from "./endpoint.js";
import type { ForwardPlan } from "./forward-plan.js";
import type { Ftp, Profile } from "./profile-schema.js";

/** One thing that a profile opens, for people to judge before they take it over. */
export interface ListenerFacts {
  readonly kind: Ftp["mode"] | ForwardPlan["kind"];
  /** Host and port, or the path of a socket: of the gateway where the kind is `remote`, else of this computer. */
  readonly listen: string;
  /** Host and port, or the path of a socket: of this computer where the kind is `remote`, else beyond the gateway. A bridge and a dynamic forward have none. */
  readonly target?: string;
  readonly enabled: boolean;
}

/** Where a profile listens, and where each leads: its FTP first. */
export const listenerFactsOf = ({ ftp, forwards }: Pick<Profile, "ftp" | "forwards">): ListenerFacts[] => [
  ...(ftp === undefined ? [] : [ftpListener(ftp)]),
  ...forwards.map((plan): ListenerFacts => ({
    kind: plan.kind,
    listen: formatEndpoint(plan.listen),
    ...(plan.kind === "dynamic" ? {} : { target: formatEndpoint(plan.target) }),
    enabled: plan.enabled,
  })),
];

const ftpListener = (ftp: Ftp): ListenerFacts => ({
  kind: ftp.mode,
  listen: formatEndpoint(ftp.listen) + (ftp.mode === "range" ? `, ${ftp.passive}` : ""),
  ...(ftp.mode === "bridge" ? {} : { target: formatEndpoint(ftp.target) }),
  enabled: true,
});
