import { DATA_PORT_VERBS } from "../../ftp/admit-data-port.js";
import type { ClientProtection } from "../../ftp/auth-pbsz-prot.js";
import type { FtpCommand } from "../../ftp/command.js";
import { reply, type FtpReply } from "../../ftp/reply.js";
import type { ConfirmedSettings } from "../session/confirmed-settings.js";
import { BLOCKED_VERBS, blockedReply } from "../../ftp/blocked-verbs.js";

export const CLOSING = reply(421, "The tunnel is being closed.");

/** What becomes of a command of the client's. */
export type CommandAdmission =
  /** The relay answers it itself, in its turn. */
  | { readonly kind: "answer"; readonly reply: FtpReply }
  /** The client goes on in TLS once it has heard this. */
  | { readonly kind: "begin-tls"; readonly granted: FtpReply }
  /** It agrees on a data connection. */
  | { readonly kind: "agree" }
  /** It changes nothing, and no reply is waited for: this was the server's own to the same command. */
  | { readonly kind: "confirmed"; readonly reply: FtpReply }
  /** It ends the login and the TLS with the target. */
  | { readonly kind: "reinitialize" }
  | { readonly kind: "send" };

/** What decides about the next command. */
export interface AdmittingSession {
  readonly protection: ClientProtection;
  readonly isLoggedIn: boolean;
  /** The tunnel closes: no transfer is to begin. */
  readonly isWindingDown: boolean;
  /** What the server has confirmed; left out where its answer would come too early, or must not be kept. */
  readonly confirmed: ConfirmedSettings | undefined;
  readonly isTargetInTls: boolean;
}

/** Decide what becomes of a command before it goes on. Nothing is sent here; PBSZ and PROT take effect on `protection`. */
export function admitCommand(command: FtpCommand, session: AdmittingSession): CommandAdmission {
  const { verb, raw } = command;
  const { protection, confirmed } = session;
  if (raw.includes("\0")) return answer(reply(501, "A command cannot hold NUL."));
  const own = protection.answer(command, session.isLoggedIn);
  if (own !== undefined) return own.beginsTls ? { kind: "begin-tls", granted: own.reply } : answer(own.reply);
  if (BLOCKED_VERBS.has(verb)) return answer(blockedReply(verb));
  if (DATA_PORT_VERBS.has(verb)) return session.isWindingDown ? answer(CLOSING) : { kind: "agree" };
  const known = confirmed?.replyTo(command);
  if (known !== undefined) return { kind: "confirmed", reply: known };
  return { kind: verb === "REIN" && session.isTargetInTls ? "reinitialize" : "send" };
}

const answer = (ownReply: FtpReply): CommandAdmission => ({ kind: "answer", reply: ownReply });
