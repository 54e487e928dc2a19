import {
  configuredHostOf,
  draftWithConfiguredHosts,
  type ConfiguredHosts,
} from "../../../src/shared/import-export/configured-host.js";
import type { Destination, DestinationHop } from "../../../src/shared/destination/destination.js";
import { parseProfile } from "../../../src/shared/profile/profile-issues.js";
import { DEFAULT_CONTROL_PORT } from "../../../src/shared/profile/profile-schema.js";
import type { FtpDraft } from "../draft/ftp-draft.js";
import { draftOf, withPrivateKeyFirst, type Draft } from "../draft/profile-draft.js";

/** A host that the gateway itself is, as it dials it. */
const ON_GATEWAY = "localhost";

/**
 * A draft with what a pasted text says filled in. What the text leaves open stays as it was: the way of carrying FTP, the
 * local port, a name that the user chose.
 *
 * @param defaultKey the key file that the settings put first among the ways to log in
 */
export function withDestination(
  draft: Draft,
  destination: Destination,
  configured: ConfiguredHosts,
  defaultKey?: string,
): Draft {
  const { gateway } = destination;
  if (gateway === undefined) return withFtpServer(draft, destination);
  const controlPort = Number(draft.ftp.listenPort) || DEFAULT_CONTROL_PORT;
  const read = parseProfile({
    ...draftWithConfiguredHosts(destination, gateway, configured, controlPort),
    id: "pasted",
  });
  if (!read.ok) return withGateway(draft, gateway, configured.username);
  const said = draftOf(read.profile);
  const isConfigured = configuredHostOf(destination, configured)?.draft.gateway.auth !== undefined;
  const filled: Draft = {
    ...draft,
    name: isOwnName(draft) ? draft.name : said.name,
    gateway: isConfigured ? said.gateway : { ...said.gateway, auth: draft.gateway.auth },
    via: said.via,
    proxy: said.proxy.kind === "none" ? draft.proxy : said.proxy,
    ftp: ftpWith(draft.ftp, said.ftp, saysFtp(destination, configured)),
    forwards: [...draft.forwards, ...said.forwards],
  };
  const key = destination.key ?? (isConfigured ? undefined : defaultKey);
  return key === undefined ? filled : withPrivateKeyFirst(filled, key);
}

/** Whether the text, or ~/.ssh/config where it names a host of it, tells how FTP is carried, or that it is not. */
const saysFtp = (destination: Destination, configured: ConfiguredHosts): boolean => {
  const { ftp, forwards = [] } = configuredHostOf(destination, configured)?.draft ?? {};
  return destination.ftp !== undefined || destination.forwards.length > 0 || ftp !== undefined || forwards.length > 0;
};

function ftpWith(kept: FtpDraft, said: FtpDraft, isSaid: boolean): FtpDraft {
  if (!isSaid) return kept.mode === "relay" && kept.host === "" ? { ...kept, host: ON_GATEWAY } : kept;
  const { mode, host, port, passive, listenHost, listenPort } = said;
  return mode === "none"
    ? { ...kept, mode }
    : { ...kept, mode, host, port, passive: passive === "" ? kept.passive : passive, listenHost, listenPort };
}

/** Where a profile cannot be made of it whole, as much as the address itself says. */
function withGateway(draft: Draft, { host, port = 22, username }: DestinationHop, localUsername: string): Draft {
  const { gateway } = draft;
  return {
    ...draft,
    name: isOwnName(draft) ? draft.name : host,
    gateway: { ...gateway, host, port: String(port), username: username ?? (gateway.username || localUsername) },
  };
}

/** An FTP server's address says what is beyond a gateway, and not which. */
function withFtpServer(draft: Draft, { ftp }: Destination): Draft {
  if (ftp === undefined || !("target" in ftp)) return draft;
  const { host, port = 21 } = ftp.target;
  const mode = draft.ftp.mode === "range" ? "range" : "relay";
  return {
    ...draft,
    name: isOwnName(draft) ? draft.name : host,
    ftp: { ...draft.ftp, mode, host, port: String(port) },
  };
}

/** Whether the user has given it a name: else it has the one of a server. */
const isOwnName = ({ name, gateway, ftp }: Draft): boolean => name !== "" && name !== gateway.host && name !== ftp.host;
