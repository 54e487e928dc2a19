import type { ClientChannel } from "ssh2";
import { formatEndpoint, type Endpoint } from "../../shared/profile/endpoint.js";
import { failureOf } from "../../shared/status/failure.js";
import type { Clock } from "../environment.js";
import type { ChannelRequest } from "./request-channel.js";

/**
 * OpenSSH's server holds a small packet back until the one before it is acknowledged (Nagle's algorithm) as long as the
 * session has run no program: `ssh_packet_set_interactive`, which `do_exec` in `session.c` calls, is what sets TCP_NODELAY,
 * once for the connection. OpenSSH 10 sets it as the connection is accepted (`sshd-session.c`; seen by strace with 10.0).
 */
const SERVERS_WITH_DELAY = /^OpenSSH_(?:for_Windows_)?[1-9]\.\d/;
/** How long the account's SFTP may take to begin. Milliseconds. */
const START_LIMIT_MS = 5_000;

/** What of a session starts a program. */
interface SubsystemSession {
  readonly gateway: Endpoint;
  readonly serverName: string;
  openSubsystem(
    name: string,
    failures: Pick<ChannelRequest<ClientChannel>, "refused" | "timedOut">,
    signal: AbortSignal,
  ): Promise<ClientChannel>;
}

/**
 * Have OpenSSH's server send small packets at once, for as long as the session lives: start the account's SFTP, and close it.
 *
 * @returns whether there is no delay now; a server that is not known to hold anything back is not asked
 */
export async function requestNoDelay(session: SubsystemSession, clock: Clock, signal: AbortSignal): Promise<boolean> {
  if (!SERVERS_WITH_DELAY.test(session.serverName)) return true;
  const gateway = formatEndpoint(session.gateway);
  const failure = { code: "bridge.no-sftp", gateway, cause: "no-subsystem", detail: "" } as const;
  const controller = new AbortController();
  const cancelTimeout = clock.setTimeout(START_LIMIT_MS, () => controller.abort());
  try {
    const channel = await session.openSubsystem(
      "sftp",
      { refused: () => failure, timedOut: failure },
      AbortSignal.any([signal, controller.signal]),
    );
    channel.on("error", () => undefined).resume();
    channel.stderr.resume();
    channel.close();
    return true;
  } catch (thrown) {
    // one that is lost or given up is told of by whoever uses it
    return signal.aborted || failureOf(thrown).code === "ssh.lost";
  } finally {
    cancelTimeout();
  }
}
