import type { FtpReply } from "./reply.js";
import { requiresTls } from "./requires-tls.js";

/**
 * Whether a final reply tells that the FTP server lets the client in, or does not (RFC 959 section 5.4: 230 and 530 to
 * USER, PASS or ACCT). A 530 to another command says only that nobody has logged in yet, and a demand for TLS nothing of
 * the name and password.
 */
export function loginOutcome(verb: string | undefined, answer: FtpReply): "accepted" | "refused" | undefined {
  if (!LOGIN_VERBS.has(verb ?? "")) return undefined;
  if (answer.code === 230) return "accepted";
  return answer.code === 530 && !requiresTls(verb, answer) ? "refused" : undefined;
}

const LOGIN_VERBS: ReadonlySet<string> = new Set(["USER", "PASS", "ACCT"]);

/**
 * Whether a final reply lets the client in, or out: 230 and 232 to USER, any 2xx to PASS, ACCT and REIN; the 202 of PASS and
 * ACCT says that there was no need (RFC 959 section 5.4; RFC 2228 section 5).
 */
export const changesLogin = (verb: string | undefined, { code }: FtpReply): boolean =>
  verb === "USER" ? code === 230 || code === 232 : /^(?:PASS|ACCT|REIN)$/.test(verb ?? "") && code >= 200 && code < 300;
