import type { Finding, FtpLogin } from "../../../shared/check/finding.js";
import type { Endpoint } from "../../../shared/profile/endpoint.js";
import type { Clock } from "../../environment.js";
import type { FtpReply } from "../../ftp/reply.js";
import type { ProbeControlConnection } from "../ftp/probe-control-connection.js";
import { FtpTls } from "../ftp/ftp-tls.js";
import type { FtpWithTarget, ProbeContext } from "./probe-context.js";
import { probeData } from "./probe-data.js";
import { probeFtpLogin } from "./probe-ftp-login.js";
import { askPassive, askMoreEndpoints, passiveFindings, probeExtendedPassive } from "./probe-passive.js";
import { probeTargetName } from "./probe-target-name.js";
import { probeTarget } from "./probe-target.js";
import { probeTls } from "./probe-tls.js";
import { runProbe } from "./run-probe.js";
import type { ProbeSession } from "../probe-session.js";

/** Everything about the FTP server beyond the gateway, each probe on what the ones before it found. */
export async function* probeFtp(
  session: ProbeSession,
  ftp: FtpWithTarget,
  login: FtpLogin | undefined,
  clock: Clock,
): AsyncGenerator<Finding, void> {
  let server: ProbeContext["server"] = "unknown";
  let implicit: FtpTls | undefined;
  const beginTls = async (client: ProbeControlConnection) => {
    implicit = await FtpTls.start(client, ftp.target, clock);
  };
  const isImplicit = ftp.mode === "relay" && ftp.tls === "implicit";
  const greeting = probeTarget(session, ftp.target, clock, isImplicit ? beginTls : undefined);
  let step = await greeting.next();
  for (; step.done !== true; step = await greeting.next()) {
    if (step.value.found.code === "target.answers") server = step.value.found.server;
    yield step.value;
  }
  if (step.value === undefined) return;
  let context: ProbeContext = {
    client: step.value,
    ftp,
    session,
    clock,
    server,
    login,
    ...(implicit === undefined ? {} : { tls: implicit }),
  };
  try {
    let named: FtpReply | undefined;
    let untrusted: Finding | undefined;
    const tls = await runProbe("tls", ftp.target, async () => {
      const result = await probeTls(context);
      named = result.userReply;
      context = { ...context, ...result.overTls };
      untrusted = result.mayLogIn === false ? result.finding : undefined;
      return result.finding;
    });
    yield tls;
    if (tls.outcome === "failed" || tls === untrusted) return; // no password to a server for which nobody vouches
    const loggedIn = await runProbe("ftp-login", ftp.target, () => probeFtpLogin(context, named));
    yield loggedIn;
    const carries = loggedIn.outcome === "ok" ? yield* probeDataConnections(context) : undefined;
    yield probeTargetName(ftp, carries);
  } finally {
    context.client.close();
  }
}

/**
 * Everything that has to do with data connections. One is carried at once by the first port given, and the further ports
 * are asked for last: a server of a small range may have no more of them.
 *
 * @returns whether a data connection was made; nothing where none could be tried
 */
async function* probeDataConnections(context: ProbeContext): AsyncGenerator<Finding, boolean | undefined> {
  const {
    ftp,
    ftp: { target },
    client,
    tls,
  } = context;
  let first: Endpoint | undefined;
  const passive = await runProbe("passive", target, async () => {
    await tls?.protectData(client);
    const result = await askPassive(context);
    first = result.endpoint;
    return result.finding;
  });
  const extended = () => runProbe("extended-passive", target, () => probeExtendedPassive(context));
  if (first === undefined) {
    yield passive;
    if (passive.found.code !== "hung-up" && passive.found.code !== "timed-out") yield await extended();
    return undefined;
  }
  const { port } = first;
  const data = await runProbe("data", target, () => probeData(context, port));
  const extendedFinding = await extended();
  yield* passiveFindings(ftp, [first, ...(ftp.mode === "range" ? await askMoreEndpoints(context) : [])]);
  yield extendedFinding;
  yield data;
  return data.outcome === "ok";
}
