import type { Profile } from "../../shared/profile/profile-schema.js";
import { TransferHistory } from "../activity/transfer-history.js";
import type { Environment } from "../environment.js";
import type { GatewayAccess } from "../forward/session-access.js";
import type { ControlMemoryBudget } from "../net/ftp/control-memory-budget.js";
import { openSftp } from "../sftp/open-sftp.js";
import type { LiveSession } from "./live-session.js";
import type { TunnelRoute } from "./tunnel-route.js";

/** The parts of a tunnel that its forwarders reach through the access that they are given. */
export interface TunnelSessionAccessParts {
  readonly environment: Environment;
  readonly controlMemory: ControlMemoryBudget;
  readonly session: LiveSession;
  readonly route: TunnelRoute;
  /** The profile as it is stored, which a running tunnel may not have taken over yet. */
  readonly storedProfile: () => Profile;
  readonly onTraffic: () => void;
  readonly onChange: () => void;
}

/** What a tunnel's forwarders may use of it; it stays right for sessions to come. */
export function tunnelSessionAccess({
  environment,
  controlMemory,
  session,
  route,
  storedProfile,
  onTraffic,
  onChange,
}: TunnelSessionAccessParts): GatewayAccess {
  return {
    clock: environment.clock,
    secrets: environment.secrets,
    controlMemory,
    transferHistory: new TransferHistory(),
    certificates: {
      pinned: () => pinnedCertificate(storedProfile()),
      ask: (question, signal) => environment.prompter.ask(storedProfile().id, question, signal),
      pin: (fingerprint) => environment.pinCertificate(storedProfile().id, fingerprint),
    },
    serverCertificate: (ownFile) => environment.serverCertificate(ownFile),
    onTraffic,
    onChange,
    downFailure: () => session.downFailure(),
    waitUntilUp: (client) => session.waitUntilUp(client),
    openChannel: async (target, origin) => (await session.get()).openChannel(target, origin),
    openSftp: async () => route.withSessions(async () => openSftp(await session.get())),
    reportHop: (report) => route.report(report),
    listenRemotely: async (endpoint, arrived) => (await session.get()).listenRemotely(endpoint, arrived),
  };
}

const pinnedCertificate = ({ ftp }: Profile): string | undefined =>
  ftp?.mode === "relay" ? ftp.certificate : undefined;
