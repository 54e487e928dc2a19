import type { Destination, DestinationHop } from "./destination.js";
import type { Endpoint } from "../profile/endpoint.js";
import type { ProfileDraft } from "../profile/profile-schema.js";

/** What is said beside a server's address; it counts before what the address says. */
export interface DestinationChoices {
  readonly name?: string | undefined;
  readonly via?: readonly DestinationHop[] | undefined;
  /** The FTP server beyond the gateway. */
  readonly ftp?: Endpoint | undefined;
  /** Passive ports, `2534-2536`: the recipe instead of a relay. */
  readonly range?: string | undefined;
  readonly bridge?: boolean | undefined;
  readonly listen?: Partial<Endpoint> | undefined;
}

/** What stands where nothing is said. */
export interface DestinationDefaults {
  /** As ssh(1) takes it from the system. */
  readonly username: string;
  /** A local port that no other profile has. */
  readonly controlPort: number;
}

type FtpDraft = NonNullable<ProfileDraft["ftp"]>;

/** An FTP server on the gateway itself, as the gateway dials it. */
const ON_GATEWAY: Endpoint = { host: "localhost", port: 21 };

/** The profile that a server's address makes; its id is left to whoever stores it. @param gateway the address's own, or another that leads to its FTP server */
export function draftFromDestination(
  destination: Destination,
  gateway: DestinationHop,
  choices: DestinationChoices,
  { username, controlPort }: DestinationDefaults,
): Omit<ProfileDraft, "id"> {
  const withUser = (hop: DestinationHop) => ({ ...hop, username: hop.username ?? username });
  const via = [...destination.via, ...(choices.via ?? [])].map(withUser);
  const ftp = ftpOf(destination, choices);
  const listen = { port: controlPort, ...ftp?.listen, ...choices.listen };
  return {
    name: choices.name ?? destination.name ?? nameOf(gateway, ftp),
    gateway: { ...withUser(gateway), ...(via.length === 0 ? {} : { via }) },
    ...(ftp === undefined ? {} : { ftp: { ...ftp, listen } }),
    ...(destination.forwards.length === 0 ? {} : { forwards: destination.forwards }),
  };
}

/** Nothing where other forwards were named, and no FTP. */
function ftpOf({ ftp, forwards }: Destination, choices: DestinationChoices): FtpDraft | undefined {
  const listen = ftp?.listen === undefined ? {} : { listen: ftp.listen };
  if (choices.bridge === true) return { mode: "bridge", ...listen };
  const target = choices.ftp ?? (ftp !== undefined && "target" in ftp ? ftp.target : ON_GATEWAY);
  if (choices.range !== undefined) return { mode: "range", target, passive: choices.range, ...listen };
  if (choices.ftp !== undefined) return { mode: "relay", target, ...listen };
  return ftp ?? (forwards.length > 0 && choices.listen === undefined ? undefined : { mode: "relay", target });
}

/** The FTP server's own name says more than the gateway's, where it is another machine. */
function nameOf(gateway: DestinationHop, ftp: FtpDraft | undefined): string {
  if (ftp === undefined || !("target" in ftp)) return gateway.host;
  return /^(?:localhost|127\..*|::1)$/.test(ftp.target.host) ? gateway.host : ftp.target.host;
}
