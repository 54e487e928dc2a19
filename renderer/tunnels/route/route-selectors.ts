import { formatEndpoint } from "../../../src/shared/profile/endpoint.js";
import type { Profile } from "../../../src/shared/profile/profile-schema.js";
import type { Failure } from "../../../src/shared/status/failure.js";
import type { Hop, Route } from "../../../src/shared/status/route.js";
import type { ForwardStatus, TunnelStatus } from "../../../src/shared/status/tunnel-state.js";
import { failureOfPort } from "../ports/rows-to-show.js";

/** The route as the core knows it; before it has told anything, that of the profile, of which nothing is known. `undefined` where a profile carries no FTP. */
export function routeOf(profile: Profile, { route }: Pick<TunnelStatus, "route">): Route | undefined {
  if (profile.ftp === undefined) return undefined;
  return route ?? { state: "unknown", hops: plannedHops(profile, profile.ftp) };
}

function plannedHops({ gateway }: Profile, ftp: NonNullable<Profile["ftp"]>): readonly Hop[] {
  const hop = (kind: Hop["kind"], endpoint: string): Hop => ({ kind, endpoint, state: "unknown", facts: [] });
  return [
    hop("program", formatEndpoint(ftp.listen)),
    ...gateway.via.map((jump) => hop("jump-host", formatEndpoint(jump))),
    hop("gateway", formatEndpoint(gateway)),
    ftp.mode === "bridge" ? hop("sftp", formatEndpoint(gateway)) : hop("ftp-server", formatEndpoint(ftp.target)),
  ];
}

/** Whether a hop tells this failure already, so that it need not be told above or beneath the route once more. */
export const isToldByHop = (hops: readonly Hop[], failure: Failure): boolean =>
  hops.some(({ cause }) => cause?.code === failure.code);

/** Whether a hop has a button for what fails there. */
export const hasRemedy = ({ cause, mends = [] }: Hop): boolean => cause !== undefined && mends.length > 0;

/** The rows of the port table: FTP that Culvert reads is drawn by the route and needs no row. */
export const tableRowsOf = ({ ftp }: Profile, forwards: readonly ForwardStatus[]): readonly ForwardStatus[] =>
  ftp === undefined || ftp.mode === "range" ? forwards : forwards.filter(({ group }) => group !== "control");

/** The row of the port that the user's FTP program connects to. */
export const controlOf = (forwards: readonly ForwardStatus[]): ForwardStatus | undefined =>
  forwards.find(({ group }) => group === "control");

/** What troubles a port that has no row of its own, where no hop tells it; a refusal belongs to the first hop, all else to the last. */
export function controlFailure(
  control: ForwardStatus | undefined,
  hops: readonly Hop[],
): { readonly cause: Failure; readonly isRefusal: boolean } | undefined {
  const cause = control === undefined ? undefined : failureOfPort(control);
  if (control === undefined || cause === undefined || isToldByHop(hops, cause)) return undefined;
  return { cause, isRefusal: control.state.kind === "refused" };
}
