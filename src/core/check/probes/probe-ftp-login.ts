import type { Finding } from "../../../shared/check/finding.js";
import { formatEndpoint } from "../../../shared/words/words.js";
import { printableExcerpt, type FtpReply } from "../../ftp/reply.js";
import { requiresTls } from "../../ftp/requires-tls.js";
import type { ProbeContext } from "./probe-context.js";

/** What anonymous users give for a password (RFC 1635): an address, here of nobody. */
const ANONYMOUS = { username: "anonymous", password: "culvert@example.com" } as const;

/** Log in to the FTP server: many open no passive port before that. Without a name, `anonymous` is tried. @param userReply the reply to the given name, sent already */
export async function probeFtpLogin(
  { client, ftp, login, tls }: ProbeContext,
  userReply: FtpReply | undefined,
): Promise<Finding> {
  const { username, password } = login ?? ANONYMOUS;
  let answer = userReply ?? (await client.request(`USER ${username}`));
  if (answer.code === 331) answer = await client.request(`PASS ${password}`); // 230 says that none is needed (RFC 959, section 5.4)
  const said = printableExcerpt(answer.raw);
  if (answer.code === 230)
    return { probe: "ftp-login", outcome: "ok", found: { code: "ftp-login.accepted", username } };
  if (tls === undefined && requiresTls("PASS", answer))
    return {
      probe: "ftp-login",
      outcome: "failed",
      found: { code: "failure", cause: { code: "ftp.tls-demanded", target: formatEndpoint(ftp.target), said } },
    };
  if (login === undefined)
    return { probe: "ftp-login", outcome: "warning", found: { code: "ftp-login.no-name", said } };
  return { probe: "ftp-login", outcome: "failed", found: { code: "ftp-login.refused", username, said } };
}
