import type { Finding } from "../../shared/check/finding.js";
import { at } from "../../shared/words/words.js";
import { inSentence, type FtpReply } from "../ftp/reply.js";
import { demandsTls } from "../ftp/tls-demand.js";
import type { FtpGround } from "./probe-context.js";

/** What anonymous users give for a password (RFC 1635): an address, here of nobody. */
const ANONYMOUS = { username: "anonymous", password: "culvert@example.com" } as const;

/** Log in to the FTP server: many open no passive port before that. Without a name, `anonymous` is tried. @param named the reply to the given name, sent already */
export async function probeFtpLogin({ talk, ftp, login, tls }: FtpGround, named: FtpReply | undefined): Promise<Finding> {
  const { username, password } = login ?? ANONYMOUS;
  let answer = named ?? await talk.ask(`USER ${username}`);
  if (answer.code === 331) answer = await talk.ask(`PASS ${password}`); // 230 says that none is needed (RFC 959, section 5.4)
  const said = inSentence(answer.raw);
  if (answer.code === 230) return { probe: "ftp-login", outcome: "ok", found: { code: "ftp-login.accepted", username } };
  if (tls === undefined && demandsTls("PASS", answer)) return { probe: "ftp-login", outcome: "failed", found: { code: "failure", cause: { code: "ftp.tls-demanded", target: at(ftp.target), said } } };
  if (login === undefined) return { probe: "ftp-login", outcome: "warning", found: { code: "ftp-login.no-name", said } };
  return { probe: "ftp-login", outcome: "failed", found: { code: "ftp-login.refused", username, said } };
}
