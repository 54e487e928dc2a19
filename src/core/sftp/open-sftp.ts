import { formatEndpoint } from "../../shared/profile/endpoint.js";
import { FailureError, type Failure } from "../../shared/status/failure.js";
import { plainLine } from "../../shared/text/plain-text.js";
import type { SshSession } from "../ssh/ssh-session.js";
import type { Ssh2Error } from "../ssh/transport/ssh-failure.js";
import { SftpChannel } from "./sftp-channel.js";
import { SftpStartError, type SftpStartFacts } from "./sftp-start.js";

/**
 * SFTP on a channel of its own (draft-ietf-secsh-filexfer-02).
 *
 * @throws Failed `bridge.no-sftp` with the gateway's reason; `ssh.lost`
 */
export async function openSftp(
  session: Pick<SshSession, "gateway" | "clock" | "serverName" | "lost" | "openSubsystem">,
): Promise<SftpChannel> {
  const gateway = formatEndpoint(session.gateway);
  const stream = await session.openSubsystem("sftp", {
    refused: (error) => sftpFailure(gateway, error),
    timedOut: { code: "bridge.no-sftp", gateway, cause: "timed-out", detail: "" },
  });
  return SftpChannel.open(stream, session.clock, session.serverName).catch((thrown: unknown) => {
    if (session.lost !== undefined) throw new FailureError(session.lost);
    throw thrown instanceof SftpStartError ? new FailureError(startFailure(gateway, thrown.facts)) : thrown;
  });
}

/** Why what the gateway started speaks no SFTP, by what came in its place. */
function startFailure(gateway: string, facts: SftpStartFacts): Failure {
  const failure = { code: "bridge.no-sftp", gateway } as const;
  if (facts.output !== "") return { ...failure, cause: "not-sftp", detail: facts.output };
  if (!facts.isEnded) return { ...failure, cause: "timed-out", detail: facts.errorOutput };
  const { exitStatus } = facts;
  return {
    ...failure,
    cause: "ended",
    detail: facts.errorOutput,
    ...(exitStatus === undefined ? {} : { exitStatus }),
  };
}

/** Why the gateway did not start SFTP: a refused channel has a reason code, a missing subsystem has none. */
function sftpFailure(gateway: string, error: Ssh2Error | undefined): Failure {
  return {
    code: "bridge.no-sftp",
    gateway,
    cause: error?.reason === undefined ? "no-subsystem" : "refused",
    detail: plainLine(error?.message ?? "", 300),
  };
}
