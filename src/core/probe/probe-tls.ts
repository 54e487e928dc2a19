import type { Finding } from "../../shared/check/finding.js";
import { at } from "../../shared/words/words.js";
import { inSentence, isPositive, type FtpReply } from "../ftp/reply.js";
import { demandsTls } from "../ftp/tls-demand.js";
import { FtpTalk } from "./ftp-client.js";
import { FtpTls, NoTls } from "./ftp-tls.js";
import { HERE, type FtpGround } from "./probe-context.js";

/** A name that no server knows: it is followed by no password. */
const NOBODY = "culvert";

/** What was found, and where logging in goes on. */
export interface TlsFound {
  readonly finding: Finding;
  /** The reply to the user's own name, where it was given in the clear. */
  readonly named?: FtpReply;
  /** The control connection inside TLS, where one is needed and possible; to be closed. */
  readonly inside?: { readonly talk: FtpTalk; readonly tls: FtpTls };
}

/**
 * Whether the server lets nobody in without TLS, asked without any password: the name alone shows it (RFC 4217).
 * vsftpd may demand it of named users only, so this is asked with a name, and `anonymous` comes later.
 */
export async function probeTls(ground: FtpGround): Promise<TlsFound> {
  const { talk, ftp, login } = ground;
  const target = at(ftp.target);
  const features = await talk.ask("FEAT");
  const answer = demandsTls("FEAT", features) ? features : await talk.ask(`USER ${login?.username ?? NOBODY}`);
  if (!demandsTls("USER", answer)) {
    const isOffered = isPositive(features) && /^ +AUTH\b.*TLS/im.test(features.raw);
    return { finding: { probe: "tls", outcome: "ok", found: { code: "tls.not-demanded", target, isOffered } }, ...(login === undefined ? {} : { named: answer }) };
  }
  const said = inSentence(answer.raw);
  if (ftp.mode === "range") return goInside(ground, said);
  return { finding: { probe: "tls", outcome: "failed", found: { code: "failure", cause: { code: "ftp.tls-demanded", target, said } } } };
}

/** Go through TLS as the user's program will, on a new connection: a server may have hung up with its demand (vsftpd, Pure-FTPd). @param demand what it said */
async function goInside({ talk: plain, ftp, session, clock }: FtpGround, demand: string): Promise<TlsFound> {
  const target = at(ftp.target);
  const failed = (found: Finding["found"]): TlsFound => ({ finding: { probe: "tls", outcome: "failed", found } });
  plain.close();
  const talk = new FtpTalk(await session.openChannel(ftp.target, HERE), clock);
  let isTaken = false;
  try {
    await talk.greeting();
    const granted = await talk.ask("AUTH TLS");
    if (granted.code !== 234) return failed({ code: "tls.refused", target, said: inSentence(granted.raw) });
    const tls = await FtpTls.begin(talk, ftp.target.host, clock);
    isTaken = true;
    return { finding: { probe: "tls", outcome: "ok", found: { code: "tls.passes", target, said: demand, certificate: tls.certificate } }, inside: { talk, tls } };
  } catch (thrown) {
    if (thrown instanceof NoTls) return failed({ code: "tls.failed", target, detail: inSentence(thrown.detail) });
    throw thrown;
  } finally {
    if (!isTaken) talk.close();
  }
}
