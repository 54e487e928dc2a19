import type { Probe } from "../../shared/check/finding.js";
import type { Profile } from "../../shared/profile/profile-schema.js";
import { formatEndpoint } from "../../shared/words/words.js";

/** A probe that a profile needs, and which of several hops or forwards it is about. */
export interface PlannedProbe {
  readonly probe: Probe;
  readonly of?: string;
}

/** The way to the gateway: the first hop's name, and four probes at each hop. */
export function gatewayProbes({ gateway }: Profile): PlannedProbe[] {
  const hops = [...gateway.via, gateway];
  const one =
    (probe: Probe) =>
    (hop: (typeof hops)[number]): PlannedProbe =>
      hops.length === 1 ? { probe } : { probe, of: formatEndpoint(hop) };
  return [
    ...hops.slice(0, 1).map(one("name")),
    ...hops.flatMap((hop) => [one("gateway")(hop), one("host-key")(hop), one("encryption")(hop), one("login")(hop)]),
  ];
}

/** What lies beyond the gateway for FTP. */
export function ftpProbes({ ftp }: Profile): PlannedProbe[] {
  const probes = (...names: Probe[]): PlannedProbe[] => names.map((probe) => ({ probe }));
  switch (ftp?.mode) {
    case undefined:
      return [];
    case "bridge":
      return probes("sftp", "home", "sessions");
    case "relay":
      return probes(
        "forwarding",
        "target",
        "tls",
        "ftp-login",
        "passive",
        "address",
        "extended-passive",
        "data",
        "target-name",
      );
    case "range":
      return probes(
        "forwarding",
        "target",
        "tls",
        "ftp-login",
        "passive",
        "address",
        "range",
        "extended-passive",
        "data",
        "target-name",
      );
  }
}

/** One for each plain forward that is in use. */
export const forwardProbes = ({ forwards }: Profile): PlannedProbe[] =>
  forwards.filter(({ enabled }) => enabled).map(({ name }) => ({ probe: "forward", of: name }));
