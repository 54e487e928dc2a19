import { endpointsOf } from "./forward-plan.js";
import { passivePortsOf, DEFAULT_CONTROL_PORT, type Profile } from "./profile-schema.js";

/** Every endpoint on this computer where a profile's open tunnel listens: the control port first, where it has one. */
export function localEndpoints({
  ftp,
  forwards,
}: Pick<Profile, "ftp" | "forwards">): readonly { readonly host: string; readonly port: number }[] {
  const ofFtp =
    ftp === undefined
      ? []
      : [
          ftp.listen,
          ...(ftp.mode === "range" || ftp.implicitTlsPort === undefined
            ? []
            : [{ host: ftp.listen.host, port: ftp.implicitTlsPort }]),
          ...(ftp.mode === "range" ? passivePortsOf(ftp.passive).map((port) => ({ host: ftp.listen.host, port })) : []),
        ];
  return [
    ...ofFtp,
    ...forwards.flatMap((plan) => (plan.enabled && plan.kind !== "remote" ? endpointsOf(plan.listen) : [])),
  ];
}

/** A control port for a profile that names none: the usual one, or the next on which no other profile listens, so that all may be open at once. */
export function freeControlPort(others: readonly Profile[]): number {
  const taken = new Set(others.flatMap((other) => localEndpoints(other).map(({ port }) => port)));
  let port = DEFAULT_CONTROL_PORT;
  while (taken.has(port) && port < 65_535) port++;
  return port;
}
