import type { FtpReply } from "../../ftp/reply.js";
import type { Match, PendingCommand } from "./pending-command-shape.js";

/** Verbs whose success is another code than 226 and 250 (RFC 959 section 5.4, RFC 2389, RFC 3659). */
const NEVER_COMPLETED_BY_226: ReadonlySet<string> = new Set([
  "SIZE",
  "MDTM",
  "MFMT",
  "PWD",
  "XPWD",
  "MKD",
  "XMKD",
  "TYPE",
  "MODE",
  "STRU",
  "SYST",
  "STAT",
  "FEAT",
  "HELP",
  "REST",
  "RNFR",
  "USER",
  "PASS",
  "ACCT",
  "QUIT",
  "OPTS",
  "PASV",
  "EPSV",
]);

/** Codes that refuse a transfer or end it, and that are no answer to ABOR. */
const TRANSFER_FAILURES: ReadonlySet<number> = new Set([425, 426, 450, 451, 452, 551, 552, 553]);
/** What servers say to ABOR where they take it; 202 where they do not know it and mean no harm. */
const ABOR_SUCCESSES: ReadonlySet<number> = new Set([200, 202, 225, 226, 250]);

/** A success while a transfer waits: it is another command's where it can be. */
export function successBeside<Command extends PendingCommand>(
  transfer: Command,
  others: readonly Command[],
  answer: FtpReply,
): Match<Command> {
  const plain = others.filter(({ onReply }) => onReply === undefined);
  const status = isStatus(answer) ? plain.find(({ verb }) => verb === "STAT") : undefined;
  const next = plain.findIndex(({ verb }) => verb !== "ABOR"); // which some servers never answer; all others are answered in their order
  const command =
    status ?? plain.slice(0, next === -1 ? plain.length : next + 1).find(({ verb }) => mayComplete(verb, answer));
  if (command === undefined) {
    if (transfer.mayBeAnswered !== true || mayEndTransfer(answer)) return { command: transfer };
    transfer.isAnswered = true; // the open reply before was its, and this is the other command's
    return {};
  }
  if (!isTransferSuccess(answer)) return { command };
  transfer.mayBeAnswered = true;
  return { command, mayEnd: transfer };
}

/** A refusal while a transfer waits: it is another command's where there is one, and the transfer's data go on. */
export function refusalBeside<Command extends PendingCommand>(
  transfer: Command,
  others: readonly Command[],
  { code }: FtpReply,
): Match<Command> {
  if (code === 421) return {}; // the server goes away, whatever waits
  const plain = others.filter(({ onReply }) => onReply === undefined);
  const isAborted = plain[0]?.verb === "ABOR" && TRANSFER_FAILURES.has(code);
  const command =
    code === 426 || isAborted ? undefined : plain.find(({ verb }) => !(verb === "ABOR" && TRANSFER_FAILURES.has(code)));
  if (command === undefined) return { command: transfer };
  transfer.mayBeRefused = true;
  transfer.mayBeAnswered = true;
  return { command };
}

/** 226 and 250 end a transfer, where there is one. */
export const isTransferSuccess = ({ code }: FtpReply): boolean => code === 226 || code === 250;
/** Some servers say 200 at a transfer's end. */
const mayEndTransfer = (answer: FtpReply): boolean => isTransferSuccess(answer) || answer.code === 200;
const isStatus = ({ code }: FtpReply): boolean => code >= 211 && code <= 213;

/** Whether a positive final reply can answer a verb. A question of the relay's own is answered by a port or a refusal. */
export function mayComplete(verb: string, { code }: FtpReply): boolean {
  if (verb === "ABOR") return ABOR_SUCCESSES.has(code);
  return !((code === 226 || code === 250) && NEVER_COMPLETED_BY_226.has(verb));
}
