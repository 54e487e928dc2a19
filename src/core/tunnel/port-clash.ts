import type { Endpoint } from "../../shared/profile/endpoint.js";
import type { Ftp, ProfileId } from "../../shared/profile/profile-schema.js";
import type { Failure } from "../../shared/status/failure.js";
import type { PortHolder } from "../../shared/status/port-holder.js";
import type { ForwardStatus } from "../../shared/status/tunnel-state.js";
import { findFreePort } from "../net/find-free-port.js";
import { portHolder } from "../system/port-holder/port-holder.js";

/** Who else listens, or is meant to, on this computer's ports. */
export interface PortNeighbours {
  /** The profile whose tunnel, in this very process, listens on a local port. */
  readonly tunnelListeningOn: (endpoint: Endpoint) => { readonly id: ProfileId; readonly name: string } | undefined;
  /** Whether some profile is to listen on a port. */
  readonly isPlanned: (port: number) => boolean;
  /** Whether some tunnel is on its way up. */
  readonly isAnyOpening: () => boolean;
}

/** What was found out about a local port that cannot be had. */
export interface PortClash {
  /** The row's own failure, by its identity. */
  readonly refusal: Failure;
  readonly holder?: PortHolder;
  /** The tunnel of this Culvert that listens there. */
  readonly clash?: { readonly id: ProfileId; readonly name: string };
  /** Free when it was looked up; for the control port alone. */
  readonly freePort?: number;
}

/** Why FTP's ports are not to be had, by the gravest of their rows; nothing where all listen. */
export function refusalIn(rows: readonly ForwardStatus[]): Failure | undefined {
  const refused = rows.filter(({ group, state }) => group !== "forward" && state.kind === "refused");
  const row = refused.find(({ group }) => group === "control") ?? refused[0];
  return row?.state.kind === "refused" ? row.state.cause : undefined;
}

/** Find out who is in the way, and where one could listen instead. */
export async function lookUpClash(
  refusal: Failure,
  { listen }: Ftp,
  { tunnelListeningOn, isPlanned }: PortNeighbours,
): Promise<PortClash> {
  if (!("host" in refusal && "port" in refusal)) return { refusal };
  const { host, port } = refusal;
  const clash = tunnelListeningOn({ host, port });
  const isTaken = refusal.code === "forward.port-taken";
  const holder =
    clash === undefined
      ? isTaken
        ? await portHolder({ host, port })
        : undefined
      : ({ isCulvert: true, pid: process.pid, profile: clash.name } as const);
  const isControl = listen.port === port && refusal.code !== "forward.address-missing";
  const freePort = isControl ? await findFreePort(host, port, isPlanned) : undefined;
  return {
    refusal,
    ...(holder === undefined ? {} : { holder }),
    ...(clash === undefined ? {} : { clash }),
    ...(freePort === undefined ? {} : { freePort }),
  };
}
