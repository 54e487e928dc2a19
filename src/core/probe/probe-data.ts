import type { Duplex } from "node:stream";
import type { Channel } from "ssh2";
import type { Finding } from "../../shared/check/finding.js";
import { Failed } from "../../shared/status/failure.js";
import { at } from "../../shared/words/words.js";
import type { Clock } from "../environment.js";
import { inSentence, isPositive, isPreliminary } from "../ftp/reply.js";
import { HERE, type FtpGround } from "./probe-context.js";

/** How long a listing may take; what came by then has shown enough. Milliseconds. */
const LISTING_LIMIT_MS = 20_000;
/** How long the server may take to end a listing that was cut: on a slow link its reply stands behind all that was on its way. Milliseconds. */
const CUT_LIMIT_MS = 60_000;

/**
 * Carry one data connection, as every transfer needs it: a listing through a channel of its own. It is read to its end, so
 * that the server ends it as it ends every transfer; one that takes too long is cut. Either way LIST's last reply is
 * taken before anything else is asked.
 *
 * @param port that PASV gave
 * @throws NoReply, MalformedReply
 */
export async function probeData({ talk, ftp, session, clock, tls }: FtpGround, port: number): Promise<Finding> {
  const target = { host: ftp.target.host, port };
  const refused = (said: string): Finding => ({ probe: "data", outcome: "failed", found: { code: "data.refused", target: at(target), said: inSentence(said) } });

  let channel: Channel;
  try {
    channel = await session.openChannel(target, HERE);
  } catch (thrown) {
    if (!(thrown instanceof Failed)) throw thrown;
    return { probe: "data", outcome: "failed", found: { code: "data.unreachable", target: at(target), cause: thrown.failure } };
  }
  try {
    const opened = await talk.begin("LIST");
    if (!isPreliminary(opened) && !isPositive(opened)) return refused(opened.raw);
    const { bytes, isWhole } = await countBytes(tls?.onData(channel) ?? channel, clock); // pyftpdlib hangs up on a handshake before its 150
    if (!isWhole) cut(channel);
    const ended = isPreliminary(opened) ? await talk.final(isWhole ? undefined : CUT_LIMIT_MS) : opened;
    if (isWhole && !isPositive(ended)) return refused(ended.raw);
    if (!isWhole && bytes === 0) return { probe: "data", outcome: "failed", found: { code: "timed-out" } };
    return { probe: "data", outcome: "ok", found: { code: "data.carried", bytes, port: target.port } };
  } finally {
    cut(channel);
  }
}

/** Safe to call twice. */
const cut = (channel: Channel): unknown => channel.on("error", () => undefined).resume().destroy();

/** Read until the server ends it, or until it has taken too long. */
function countBytes(stream: Duplex, clock: Clock): Promise<{ readonly bytes: number; readonly isWhole: boolean }> {
  let bytes = 0;
  if (stream.destroyed) return Promise.resolve({ bytes: 0, isWhole: true });
  return new Promise((resolve) => {
    const settle = (isWhole: boolean) => {
      stopLimit();
      resolve({ bytes, isWhole });
    };
    const stopLimit = clock.after(LISTING_LIMIT_MS, () => settle(false));
    stream.on("data", (chunk: Buffer) => { bytes += chunk.length; }).on("end", () => {
      stream.end(); // a server may wait for the other end of it (ProFTPD, ten seconds)
      settle(true);
    }).on("close", () => settle(true)).on("error", () => undefined);
  });
}
