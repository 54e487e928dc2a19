import type { Finding, FtpLogin } from "../../shared/check/finding.js";
import type { Place } from "../../shared/profile/endpoint.js";
import type { Clock } from "../environment.js";
import type { FtpReply } from "../ftp/reply.js";
import type { SshSession } from "../ssh/ssh-session.js";
import type { FtpBeyond, FtpGround } from "./probe-context.js";
import { probeData } from "./probe-data.js";
import { probeFtpLogin } from "./probe-ftp-login.js";
import { askPassive, furtherEndpoints, passiveFindings, probeExtendedPassive } from "./probe-passive.js";
import { probeTargetName } from "./probe-target-name.js";
import { probeTarget } from "./probe-target.js";
import { probeTls } from "./probe-tls.js";
import { settle } from "./run-probe.js";

/** Everything about the FTP server beyond the gateway, each probe on what the ones before it found. */
export async function* probeFtp(session: SshSession, ftp: FtpBeyond, login: FtpLogin | undefined, clock: Clock): AsyncGenerator<Finding, void> {
  let server: FtpGround["server"] = "unknown";
  const greeting = probeTarget(session, ftp.target, clock);
  let step = await greeting.next();
  for (; step.done !== true; step = await greeting.next()) {
    if (step.value.found.code === "target.answers") server = step.value.found.server;
    yield step.value;
  }
  if (step.value === undefined) return;
  let ground: FtpGround = { talk: step.value, ftp, session, clock, server, login };
  try {
    let named: FtpReply | undefined;
    const tls = await settle("tls", ftp.target, async () => {
      const asked = await probeTls(ground);
      named = asked.named;
      ground = { ...ground, ...asked.inside };
      return asked.finding;
    });
    yield tls;
    if (tls.outcome !== "ok") return;
    const loggedIn = await settle("ftp-login", ftp.target, () => probeFtpLogin(ground, named));
    yield loggedIn;
    const carries = loggedIn.outcome === "ok" ? yield* probeDataConnections(ground) : undefined;
    yield probeTargetName(ftp, carries);
  } finally {
    ground.talk.close();
  }
}

/**
 * Everything that has to do with data connections. One is carried at once by the first port given, and the further ports
 * are asked for last: a server of a small range may have no more of them.
 *
 * @returns whether a data connection was made; nothing where none could be tried
 */
async function* probeDataConnections(ground: FtpGround): AsyncGenerator<Finding, boolean | undefined> {
  const { ftp, ftp: { target }, talk, tls } = ground;
  let first: Place | undefined;
  const passive = await settle("passive", target, async () => {
    await tls?.protectData(talk);
    const asked = await askPassive(ground);
    first = asked.endpoint;
    return asked.finding;
  });
  const extended = () => settle("extended-passive", target, () => probeExtendedPassive(ground));
  if (first === undefined) {
    yield passive;
    if (passive.found.code !== "hung-up" && passive.found.code !== "timed-out") yield await extended();
    return undefined;
  }
  const { port } = first;
  const data = await settle("data", target, () => probeData(ground, port));
  const extendedFinding = await extended();
  yield* passiveFindings(ftp, [first, ...ftp.mode === "range" ? await furtherEndpoints(ground) : []]);
  yield extendedFinding;
  yield data;
  return data.outcome === "ok";
}
