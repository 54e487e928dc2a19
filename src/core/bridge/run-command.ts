import type { FtpCommand } from "../ftp/command.js";
import { loginOutcome } from "../ftp/login-outcome.js";
import { printableExcerpt } from "../ftp/reply.js";
import { admitCommand } from "./admit-command.js";
import type { ClientSession } from "./client-session.js";
import { decodeArgument } from "./decode-argument.js";
import { singleLineReply, type BridgeReply, type ReplySequence } from "./bridge-reply.js";
import { replyToError } from "./reply-to-error.js";
import { verbOf } from "./verbs/verb-table.js";
import { answerWhileSpooling } from "./verbs/answer-while-spooling.js";

/** Run one command of a client's: yields preliminary replies, returns the final one, and never throws. */
export async function* runCommand(command: FtpCommand, session: ClientSession): ReplySequence {
  try {
    const final = yield* repliesTo(command, session);
    reportLogin(command, final, session);
    return final;
  } catch (thrown) {
    return replyToError(thrown, "asked", session.services.reportFailure);
  }
}

/** RNTO comes right behind its RNFR (RFC 959, section 4.1.3): any other verb forgets that, but an unknown one, as with ProFTPD and Pure-FTPd. */
async function* repliesTo(command: FtpCommand, session: ClientSession): ReplySequence {
  const { verb: name } = command;
  if (name !== "RNTO" && verbOf(name) !== undefined) session.renameFrom = undefined;
  const argument = decodeArgument(command, session);
  if (argument === undefined) return singleLineReply(553, `That name is not in ${session.charset.name}.`);
  const admission = admitCommand({ verb: name, argument }, session);
  if ("refusal" in admission) return admission.refusal;
  if (session.isLoggedIn) await session.files.reopen();
  const { verb } = admission;
  const replies = answerWhileSpooling(verb, argument, session, name) ?? verb.handle(argument, session, name);
  return Symbol.asyncIterator in replies ? yield* replies : await replies;
}

function reportLogin({ verb }: FtpCommand, answer: BridgeReply, { services: { access } }: ClientSession): void {
  const outcome = loginOutcome(verb, answer);
  if (outcome === "accepted") access.reportHop({ kind: "login-accepted", at: access.clock.now() });
  if (outcome === "refused") access.reportHop({ kind: "bridge-login-refused", said: printableExcerpt(answer.raw) });
}
