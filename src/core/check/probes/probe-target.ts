import type { Finding } from "../../../shared/check/finding.js";
import type { Endpoint } from "../../../shared/profile/endpoint.js";
import { formatEndpoint } from "../../../shared/words/words.js";
import type { Clock } from "../../environment.js";
import { printableExcerpt } from "../../ftp/reply.js";
import { ProbeControlConnection, NoReplyError } from "../ftp/probe-control-connection.js";
import { tlsFailed } from "../ftp/ftp-tls.js";
import { FailureError, type Failure } from "../../../shared/status/failure.js";
import { PROBE_ORIGIN } from "./probe-context.js";
import { foundForError } from "./run-probe.js";
import type { ProbeSession } from "../probe-session.js";
import { isMailGreeting, serverKind } from "../ftp/server-kind.js";

/**
 * Whether the gateway forwards to the target, and whether what answers there speaks FTP.
 *
 * @param begin what comes before the greeting: TLS, where that is implicit
 * @returns the connection, where it does
 */
export async function* probeTarget(
  session: ProbeSession,
  target: Endpoint,
  clock: Clock,
  begin: (client: ProbeControlConnection) => Promise<void> = () => Promise.resolve(),
): AsyncGenerator<Finding, ProbeControlConnection | undefined> {
  const allowed: Finding = {
    probe: "forwarding",
    outcome: "ok",
    found: { code: "forwarding.allowed", target: formatEndpoint(target) },
  };
  let client: ProbeControlConnection;
  try {
    client = new ProbeControlConnection(await session.openChannel(target, PROBE_ORIGIN), clock);
  } catch (thrown) {
    if (!(thrown instanceof FailureError)) throw thrown;
    const { failure } = thrown;
    const isTargets =
      failure.code === "channel.refused" && (failure.cause === "unreachable" || failure.cause === "timed-out");
    if (isTargets) yield allowed;
    yield { probe: isTargets ? "target" : "forwarding", outcome: "failed", found: { code: "failure", cause: failure } };
    return undefined;
  }
  let isHandedOver = false;
  try {
    yield allowed;
    const finding = await greetingOf(client, target, begin);
    isHandedOver = finding.outcome === "ok";
    yield finding;
    return isHandedOver ? client : undefined;
  } finally {
    if (!isHandedOver) client.close();
  }
}

async function greetingOf(
  client: ProbeControlConnection,
  target: Endpoint,
  begin: (client: ProbeControlConnection) => Promise<void>,
): Promise<Finding> {
  try {
    await begin(client);
    const { code, raw } = await client.greeting();
    if (code !== 220)
      return {
        probe: "target",
        outcome: "failed",
        found: { code: "target.turns-away", target: formatEndpoint(target), said: printableExcerpt(raw) },
      };
    if (isMailGreeting(raw)) {
      const cause: Failure = { code: "ftp.not-ftp", target: formatEndpoint(target), heard: printableExcerpt(raw) };
      return { probe: "target", outcome: "failed", found: { code: "failure", cause } };
    }
    return {
      probe: "target",
      outcome: "ok",
      found: {
        code: "target.answers",
        target: formatEndpoint(target),
        server: serverKind(raw),
        greeting: printableExcerpt(raw),
      },
    };
  } catch (thrown) {
    const found =
      tlsFailed(target, thrown) ??
      (thrown instanceof NoReplyError && thrown.reason === "timed-out"
        ? ({ code: "target.silent", target: formatEndpoint(target) } as const)
        : foundForError(thrown, target));
    return { probe: "target", outcome: "failed", found };
  }
}
