import type { Duplex } from "node:stream";
import type { Channel } from "ssh2";
import type { Finding } from "../../../shared/check/finding.js";
import { FailureError } from "../../../shared/status/failure.js";
import { formatEndpoint } from "../../../shared/words/words.js";
import type { Clock } from "../../environment.js";
import { printableExcerpt, isPositive, isPreliminary } from "../../ftp/reply.js";
import { PROBE_ORIGIN, type ProbeContext } from "./probe-context.js";

/** How long a listing may take; what came by then has shown enough. Milliseconds. */
const LISTING_TIMEOUT_MS = 20_000;
/** How long the server may take to end a listing that was cut: on a slow link its reply stands behind all that was on its way. Milliseconds. */
const CUT_TIMEOUT_MS = 60_000;

/**
 * Carry one data connection, as every transfer needs it: a listing through a channel of its own. It is read to its end, so
 * that the server ends it as it ends every transfer; one that takes too long is cut. Either way LIST's last reply is
 * taken before anything else is asked.
 *
 * @param port that PASV gave
 * @throws NoReplyError, MalformedReplyError
 */
export async function probeData({ client, ftp, session, clock, tls }: ProbeContext, port: number): Promise<Finding> {
  const target = { host: ftp.target.host, port };
  const refused = (said: string): Finding => ({
    probe: "data",
    outcome: "failed",
    found: { code: "data.refused", target: formatEndpoint(target), said: printableExcerpt(said) },
  });

  let channel: Channel;
  try {
    channel = await session.openChannel(target, PROBE_ORIGIN);
  } catch (thrown) {
    if (!(thrown instanceof FailureError)) throw thrown;
    return {
      probe: "data",
      outcome: "failed",
      found: { code: "data.unreachable", target: formatEndpoint(target), cause: thrown.failure },
    };
  }
  try {
    const opened = await client.send("LIST");
    if (!isPreliminary(opened) && !isPositive(opened)) return refused(opened.raw);
    const { bytes, isWhole } = await countBytes(tls?.wrapDataConnection(channel) ?? channel, clock); // pyftpdlib hangs up on a handshake before its 150
    if (!isWhole) destroyChannel(channel);
    const ended = isPreliminary(opened) ? await client.finalReply(isWhole ? undefined : CUT_TIMEOUT_MS) : opened;
    if (isWhole && !isPositive(ended)) return refused(ended.raw);
    if (!isWhole && bytes === 0) return { probe: "data", outcome: "failed", found: { code: "timed-out" } };
    return { probe: "data", outcome: "ok", found: { code: "data.carried", bytes, port: target.port } };
  } finally {
    destroyChannel(channel);
  }
}

/** Safe to call twice. */
const destroyChannel = (channel: Channel): unknown =>
  channel
    .on("error", () => undefined)
    .resume()
    .destroy();

/** Read until the server ends it, or until it has taken too long. */
function countBytes(stream: Duplex, clock: Clock): Promise<{ readonly bytes: number; readonly isWhole: boolean }> {
  let bytes = 0;
  if (stream.destroyed) return Promise.resolve({ bytes: 0, isWhole: true });
  return new Promise((resolve) => {
    const settle = (isWhole: boolean) => {
      cancelTimeout();
      resolve({ bytes, isWhole });
    };
    const cancelTimeout = clock.setTimeout(LISTING_TIMEOUT_MS, () => settle(false));
    stream
      .on("data", (chunk: Buffer) => {
        bytes += chunk.length;
      })
      .on("end", () => {
        stream.end(); // a server may wait for the other end of it (ProFTPD, ten seconds)
        settle(true);
      })
      .on("close", () => settle(true))
      .on("error", () => undefined);
  });
}
