import type { Destination, DestinationHop } from "../destination/destination.js";
import { draftFromDestination } from "../destination/draft-from-destination.js";
import type { ProfileDraft } from "../profile/profile-schema.js";
import type { CandidateDraft } from "./import-candidate.js";

/** A host of ~/.ssh/config, and the profile that it makes. */
export interface ConfiguredHost {
  readonly name: string;
  readonly draft: CandidateDraft & { readonly gateway: ProfileDraft["gateway"] };
}

/** What this computer knows of the servers that its user names. */
export interface ConfiguredHosts {
  /** Who logs in where nobody is named, as with ssh(1). */
  readonly username: string;
  readonly hosts: readonly ConfiguredHost[];
}

export const NO_CONFIGURED_HOSTS: ConfiguredHosts = { username: "", hosts: [] };

/** What ~/.ssh/config says of the server that a destination names. */
export const configuredHostOf = (
  { gateway }: Pick<Destination, "gateway">,
  { hosts }: Pick<ConfiguredHosts, "hosts">,
): ConfiguredHost | undefined => hosts.find(({ name }) => name === gateway?.host);

/**
 * The profile that a server's address makes, as ssh(1) would read it beside ~/.ssh/config: what the address says itself
 * counts first.
 *
 * @param gateway the address's own
 * @param controlPort a local port that no other profile has
 */
export function draftWithConfiguredHosts(
  destination: Destination,
  gateway: DestinationHop,
  configured: ConfiguredHosts,
  controlPort: number,
): Omit<ProfileDraft, "id"> {
  const { username, hosts } = configured;
  const resolve = ({ host, ...said }: DestinationHop): ProfileDraft["gateway"] => ({
    ...(hosts.find(({ name }) => name === host)?.draft.gateway ?? { host, username }),
    ...said,
  });
  const known = configuredHostOf(destination, configured);
  const { ftp } = known?.draft ?? {};
  const said: Destination = {
    ...destination,
    ...(destination.ftp === undefined && ftp !== undefined ? { ftp } : {}),
    forwards: destination.forwards.length === 0 ? (known?.draft.forwards ?? []) : destination.forwards,
  };
  const draft = draftFromDestination(said, gateway, {}, { username, controlPort });
  const { via: viaOfHost = [], ...resolved } = resolve(gateway);
  // ssh_config(5): -J on the command line takes the place of ProxyJump
  const via = destination.via.length === 0 ? viaOfHost : destination.via.map(resolve).flatMap(withHopsBefore);
  return { ...draft, gateway: { ...resolved, ...(via.length === 0 ? {} : { via }) } };
}

/** A proxy of its own is for who dials it himself. */
function withHopsBefore({ via = [], ...gateway }: ProfileDraft["gateway"]): NonNullable<typeof via> {
  const { proxy, ...hop } = gateway;
  return proxy === undefined ? [...via, gateway] : [...via, hop];
}
