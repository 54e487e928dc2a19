import type { Finding } from "../../shared/check/finding.js";
import type { Place } from "../../shared/profile/endpoint.js";
import { Failed } from "../../shared/status/failure.js";
import { at } from "../../shared/words/words.js";
import type { Clock } from "../environment.js";
import { inSentence } from "../ftp/reply.js";
import type { SshSession } from "../ssh/ssh-session.js";
import { FtpTalk, NoReply } from "./ftp-client.js";
import { HERE } from "./probe-context.js";
import { foundBy } from "./run-probe.js";
import { serverKind } from "./server-kind.js";

/** Whether the gateway forwards to the target, and whether what answers there speaks FTP. @returns the connection, where it does */
export async function* probeTarget(session: SshSession, target: Place, clock: Clock): AsyncGenerator<Finding, FtpTalk | undefined> {
  const allowed: Finding = { probe: "forwarding", outcome: "ok", found: { code: "forwarding.allowed", target: at(target) } };
  let talk: FtpTalk;
  try {
    talk = new FtpTalk(await session.openChannel(target, HERE), clock);
  } catch (thrown) {
    if (!(thrown instanceof Failed)) throw thrown;
    const { failure } = thrown;
    const isTargets = failure.code === "channel.refused" && (failure.cause === "unreachable" || failure.cause === "timed-out");
    if (isTargets) yield allowed;
    yield { probe: isTargets ? "target" : "forwarding", outcome: "failed", found: { code: "failure", cause: failure } };
    return undefined;
  }
  let isTaken = false;
  try {
    yield allowed;
    const finding = await greetingOf(talk, target);
    isTaken = finding.outcome === "ok";
    yield finding;
    return isTaken ? talk : undefined;
  } finally {
    if (!isTaken) talk.close();
  }
}

async function greetingOf(talk: FtpTalk, target: Place): Promise<Finding> {
  try {
    const { code, raw } = await talk.greeting();
    if (code !== 220) return { probe: "target", outcome: "failed", found: { code: "target.turns-away", target: at(target), said: inSentence(raw) } };
    return { probe: "target", outcome: "ok", found: { code: "target.answers", target: at(target), server: serverKind(raw), greeting: inSentence(raw) } };
  } catch (thrown) {
    const found = thrown instanceof NoReply && thrown.why === "timed-out" ? { code: "target.silent", target: at(target) } as const : foundBy(thrown, target);
    return { probe: "target", outcome: "failed", found };
  }
}
