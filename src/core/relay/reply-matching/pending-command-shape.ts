import { TRANSFER_VERBS } from "../../ftp/command.js";
import type { FtpReply } from "../../ftp/reply.js";

/** What waits for a reply of the server's: a command of the client's, a question of the relay's own, or an answer of the relay's own that waits for its turn. */
export interface PendingCommand {
  /** In capitals; empty for the greeting, which answers no command, and for an answer of the relay's own. */
  readonly verb: string;
  /** An answer of the relay's own, which waits for its turn. */
  readonly ownReply?: FtpReply;
  /** For a question of the relay's own: its reply, which the client must not hear. */
  readonly onReply?: (answer: FtpReply) => void;
  /** The question is for a port: 227, 229 and refusals answer it. */
  readonly isForPort?: boolean;
  /** The data of a transfer, from the moment that it has some. */
  data?: TransferData | undefined;
  /** A final reply has come for this transfer. */
  isAnswered?: boolean;
  /** A refusal has come that may have been this transfer's. */
  mayBeRefused?: boolean;
  /** A final reply has come that may have been this transfer's. */
  mayBeAnswered?: boolean;
}

/** As much of a transfer's data as decides whose a reply is. */
export interface TransferData {
  /** No byte passes any more, and none will. */
  readonly isOver: boolean;
  /** It ended before all bytes had passed, and not by the server's doing. */
  readonly isCut: boolean;
}

/** Whose a reply is. */
export interface Match<Command extends PendingCommand = PendingCommand> {
  /** Nothing for a reply that answers none of those that wait. */
  readonly command?: Command | undefined;
  /** The transfer whose success this may be instead. */
  readonly mayEnd?: Command | undefined;
}

/** Whether a reply of the server's may be this command's. */
export const mayBeAnswered = ({ isAnswered, ownReply }: PendingCommand): boolean =>
  isAnswered !== true && ownReply === undefined;

/** Whether a command moves data, or may: one that was sent before a data connection was agreed on is still to get it. */
export const isTransfer = ({ verb, data }: PendingCommand): boolean => data !== undefined || TRANSFER_VERBS.has(verb);
