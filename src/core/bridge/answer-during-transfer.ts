import type { FtpCommand } from "../ftp/command.js";
import type { FtpReply } from "../ftp/reply.js";
import { singleLineReply } from "./bridge-reply.js";
import type { Transfer } from "./data/transfer.js";

/**
 * What a command does that comes while a transfer runs (RFC 959, section 4.1.3): STAT is answered beside it, and ABOR breaks
 * it off before its own turn, so that the 426 of the transfer stands before the 226 of ABOR. All else waits.
 *
 * @param now milliseconds since 1970
 * @returns the reply to STAT; nothing where the command is to wait for its turn
 */
export function answerDuringTransfer(
  { verb, argument }: FtpCommand,
  transfer: Transfer,
  now: number,
): FtpReply | undefined {
  if (verb === "ABOR") transfer.abort();
  if (verb !== "STAT" || argument !== "") return undefined;
  const { verb: moving, bytes } = transfer.status(now);
  return singleLineReply(213, `${moving}: ${bytes} bytes so far.`);
}
