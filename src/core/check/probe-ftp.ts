import type { Finding, FtpLogin } from "../../shared/check.js";
import type { FtpReply } from "../ftp/reply.js";
import type { Clock } from "../outside.js";
import type { SshSession } from "../ssh/ssh-session.js";
import type { FtpBeyond, FtpGround } from "./ftp-ground.js";
import { probeData } from "./probe-data.js";
import { probeFtpLogin } from "./probe-ftp-login.js";
import { probeExtendedPassive, probePassive } from "./probe-passive.js";
import { probeTarget } from "./probe-target.js";
import { probeTargetName } from "./probe-target-name.js";
import { probeTls } from "./probe-tls.js";
import { foundBy, settle } from "./settle.js";

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
  const ground: FtpGround = { talk: step.value, ftp, session, clock, server, login };
  try {
    let named: FtpReply | undefined;
    const tls = await settle("tls", ftp.target, async () => {
      const asked = await probeTls(ground);
      named = asked.named;
      return asked.finding;
    });
    yield tls;
    if (tls.found.code !== "tls.not-demanded") return;
    const loggedIn = await settle("ftp-login", ftp.target, () => probeFtpLogin(ground, named));
    yield loggedIn;
    const carries = loggedIn.outcome === "ok" ? yield* probeDataConnections(ground) : undefined;
    yield probeTargetName(ftp, carries);
  } finally {
    ground.talk.close();
  }
}

/** @returns whether a data connection was made; nothing where none could be tried */
async function* probeDataConnections(ground: FtpGround): AsyncGenerator<Finding, boolean | undefined> {
  const { target } = ground.ftp;
  let canPassive = true;
  try {
    for await (const finding of probePassive(ground)) {
      canPassive &&= finding.probe !== "passive" || finding.outcome === "ok";
      yield finding;
    }
  } catch (thrown) {
    yield { probe: "passive", outcome: "failed", found: foundBy(thrown, target) };
    return undefined;
  }
  yield await settle("extended-passive", target, () => probeExtendedPassive(ground));
  if (!canPassive) return undefined;
  const data = await settle("data", target, () => probeData(ground));
  yield data;
  return data.outcome === "ok";
}
