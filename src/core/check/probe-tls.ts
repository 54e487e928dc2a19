import type { Finding } from "../../shared/check.js";
import { at } from "../../shared/words.js";
import { inSentence, isPositive, type FtpReply } from "../ftp/reply.js";
import { demandsTls } from "../relay/tls-demand.js";
import type { FtpGround } from "./ftp-ground.js";

/** A name that no server knows: it is followed by no password. */
const NOBODY = "culvert";

/** What was found, and the reply to the user's own name where one was given: logging in goes on from there. */
export interface TlsFound {
  readonly finding: Finding;
  readonly named?: FtpReply;
}

/**
 * Whether the server lets nobody in without TLS, asked without any password: the name alone shows it (RFC 4217).
 * vsftpd may demand it of named users only, so this is asked with a name, and `anonymous` comes later.
 */
export async function probeTls({ talk, ftp, login }: FtpGround): Promise<TlsFound> {
  const target = at(ftp.target);
  const features = await talk.ask("FEAT");
  const answer = demandsTls("FEAT", features) ? features : await talk.ask(`USER ${login?.username ?? NOBODY}`);
  if (!demandsTls("USER", answer)) {
    const isOffered = isPositive(features) && /^ +AUTH\b.*TLS/im.test(features.raw);
    return { finding: { probe: "tls", outcome: "ok", found: { code: "tls.not-demanded", target, isOffered } }, ...(login === undefined ? {} : { named: answer }) };
  }
  const said = inSentence(answer.raw);
  if (ftp.mode === "range") return { finding: { probe: "tls", outcome: "ok", found: { code: "tls.passes", target, said } } };
  return { finding: { probe: "tls", outcome: "failed", found: { code: "failure", cause: { code: "ftp.tls-demanded", target, said } } } };
}
