import type { Duplex } from "node:stream";
import type { Channel } from "ssh2";
import type { Finding } from "../../shared/check.js";
import { Failed } from "../../shared/failure.js";
import { at } from "../../shared/words.js";
import { inSentence, isPositive, isPreliminary } from "../ftp/reply.js";
import type { Clock } from "../outside.js";
import { HERE, type FtpGround } from "./ftp-ground.js";

/** A listing longer than this has shown enough. Bytes. */
const MOST_LISTED = 256 * 1024;
/** How long a listing may take. Milliseconds. */
const LISTING_LIMIT_MS = 20_000;

/** Carry one data connection, as every transfer needs it: a listing through a channel of its own. @param port that PASV gave */
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
    if (isWhole && isPreliminary(opened)) {
      const ended = await talk.next();
      if (!isPositive(ended)) return refused(ended.raw);
    }
    return { probe: "data", outcome: "ok", found: { code: "data.carried", bytes, port: target.port } };
  } finally {
    channel.on("error", () => undefined).resume().destroy();
  }
}

/** Read until the server ends it, until it is enough, or until it has taken too long. */
function countBytes(stream: Duplex, clock: Clock): Promise<{ readonly bytes: number; readonly isWhole: boolean }> {
  let bytes = 0;
  if (stream.destroyed) return Promise.resolve({ bytes: 0, isWhole: true });
  return new Promise((resolve) => {
    const stopLimit = clock.after(LISTING_LIMIT_MS, () => settle());
    const settle = () => {
      stopLimit();
      resolve({ bytes, isWhole: bytes <= MOST_LISTED });
    };
    stream.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > MOST_LISTED) settle();
    }).on("end", () => {
      stream.end(); // a server may wait for the other end of it (ProFTPD, ten seconds)
      settle();
    }).on("close", settle).on("error", () => undefined);
  });
}
