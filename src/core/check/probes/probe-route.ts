import type { Finding } from "../../../shared/check/finding.js";
import type { Profile } from "../../../shared/profile/profile-schema.js";
import type { Clock } from "../../environment.js";
import type { SshSession } from "../../ssh/ssh-session.js";
import type { ProbeControlConnection } from "../ftp/probe-control-connection.js";
import { FtpTls } from "../ftp/ftp-tls.js";
import { probeBridge } from "./probe-bridge.js";
import type { FtpWithTarget } from "./probe-context.js";
import { probeTarget } from "./probe-target.js";
import { probeTlsDemand } from "./probe-tls.js";
import { runProbe } from "./run-probe.js";

/**
 * What can be known of a profile's FTP without its login, over a session that is open already. It costs the FTP server one
 * short connection that ends by QUIT, and ends itself with the session, or with the signal.
 */
export async function* probeRoute(
  session: SshSession,
  { ftp, gateway }: Pick<Profile, "ftp" | "gateway">,
  clock: Clock,
  signal: AbortSignal,
): AsyncGenerator<Finding, void> {
  if (ftp === undefined) return;
  if (ftp.mode === "bridge") yield* probeBridge(session, gateway, { signal, isBrief: true });
  else yield* probeServer(session, ftp, clock);
}

async function* probeServer(session: SshSession, ftp: FtpWithTarget, clock: Clock): AsyncGenerator<Finding, void> {
  const { target } = ftp;
  const isImplicit = ftp.mode === "relay" && ftp.tls === "implicit";
  const begin = async (client: ProbeControlConnection): Promise<void> => {
    await FtpTls.start(client, target, clock);
  };
  const client = yield* probeTarget(session, target, clock, isImplicit ? begin : undefined);
  if (client === undefined) return;
  try {
    if (!isImplicit) yield await runProbe("tls", target, async () => (await probeTlsDemand(client, target)).finding);
    await client.quit();
  } finally {
    client.close();
  }
}
