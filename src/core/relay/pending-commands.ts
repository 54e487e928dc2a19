import { TRANSFER_VERBS } from "../ftp/command.js";
import { isPositive, isPreliminary, namesDataPort, reply, type FtpReply } from "../ftp/reply.js";

/**
 * Which command a reply answers.
 *
 * The theory. A client may send commands before the last one is answered, and FTP's replies name no command. RFC 959
 * section 5.4 has each command answered by one final reply, in the order of the commands; STAT and ABOR may be answered
 * while a transfer runs (section 4.1.3). Real servers differ: many (pyftpdlib, aioftp, ftp-srv) answer whatever comes
 * during a transfer at once, others (vsftpd, ProFTPD) when the transfer is over; some never answer ABOR, or say one reply
 * for it and its transfer; some say a reply twice. So whose a reply is can be certain, likely, or open.
 *
 * What is certain:
 * - 227 and 229 answer the question that the relay itself has put to the server.
 * - 226 and 250 never answer a command whose success has another code, such as SIZE (213) or PWD (257).
 * - Where one command waits, and no more than one reply is owed, the reply is its.
 * - 426 speaks of a data connection that broke, so it is a transfer's.
 * - A success that ends no transfer (225, 257) and that nobody else waits for shows that an open reply before it was the transfer's.
 *
 * What is open: while a transfer waits and another command with it, a refusal may be either's, and 226 or 250 may be
 * either's where the other's success has that code too (CWD, DELE, MLST, NOOP). Being wrong must do no harm:
 *
 * - Commands without data pass replies in the order in which they come, so for them nothing depends on the answer.
 * - A transfer is the command whose end matters: its success must not pass before its bytes have, and never after they
 *   were cut off. So an open reply is given to the other command, and the transfer goes on waiting; `mayEnd` names it,
 *   so that a success is held back as if it were the transfer's.
 * - No refusal, open or not, cuts data off: the server's end of data decides, or a time limit behind both. Hence an
 *   answered transfer stays here until its data are over, and a success that comes late is still its.
 *
 * This file knows no sockets and no time. What waits is added by `add`, replies are put to `match`.
 */
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

/** What came of a transfer's data: all passed, some did not, or the client's leg was never made. */
export type Delivery = "whole" | "cut" | "never-made";

/** The transfer whose data a reply must wait for before it is told: its own success, or one that may be. Nobody waits for data that ABOR has given up. */
export function heldFor<Command extends PendingCommand>(
  { command, mayEnd }: Match<Command>,
  answer: FtpReply,
): Command | undefined {
  if (!isPositive(answer)) return undefined;
  if (command?.data !== undefined) return command;
  return mayEnd?.data !== undefined && command?.verb !== "ABOR" ? mayEnd : undefined;
}

/** A transfer's success as the client may hear it. @param mayBeRefused then nothing was to be transferred, perhaps */
export function withDelivery(final: FtpReply, delivery: Delivery, mayBeRefused: boolean): FtpReply {
  if (delivery === "cut") return reply(426, "The data connection broke before everything was delivered.");
  if (delivery === "never-made" && !mayBeRefused)
    return reply(425, "The data connection could not be made; nothing was transferred.");
  return final;
}

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

/** The commands that wait for a reply, in the order in which they were sent. */
export class PendingCommands<Command extends PendingCommand = PendingCommand> {
  readonly #commands: Command[] = [];
  /** Questions for a port that nobody waits for, and that were not answered. */
  #abandonedQuestions = 0;

  add(command: Command): void {
    this.#commands.push(command);
  }

  remove(command: Command): void {
    const index = this.#commands.indexOf(command);
    if (index !== -1) this.#commands.splice(index, 1);
  }

  /** Commands, questions and answers that wait; transfers that were answered are not counted. */
  get waiting(): readonly Command[] {
    return this.#commands.filter(({ isAnswered }) => isAnswered !== true);
  }

  /** How many of them there are. */
  get waitingCount(): number {
    let count = 0;
    for (const command of this.#commands) if (command.isAnswered !== true) count++;
    return count;
  }

  /** Whether a command of this verb waits. */
  isWaiting(verb: string): boolean {
    return this.#commands.some((command) => command.verb === verb && command.isAnswered !== true);
  }

  /** Whether one of the client's own waits, and not only questions of the relay. */
  get isClientWaiting(): boolean {
    return this.#commands.some(({ isAnswered, onReply }) => isAnswered !== true && onReply === undefined);
  }

  /** The transfer that is not answered. */
  get transfer(): Command | undefined {
    return this.#commands.find((command) => isTransfer(command) && command.isAnswered !== true);
  }

  /** Take the relay's own answer whose turn has come: nothing before it waits for the server. */
  takeOwnReply(): FtpReply | undefined {
    const first = this.#commands.find(({ isAnswered }) => isAnswered !== true);
    if (first?.ownReply === undefined) return undefined;
    this.remove(first);
    return first.ownReply;
  }

  /** Forget the relay's own questions: nobody waits for their answers any more. */
  removeQuestions(): void {
    for (const command of this.waiting) if (command.onReply !== undefined) this.abandon(command);
  }

  /** Forget a question; the port that it asked for may still be named. */
  abandon(question: Command): void {
    this.remove(question);
    if (question.isForPort === true) this.#abandonedQuestions++;
  }

  /** Take all that waits, for a server that will answer no more. */
  takeAll(): readonly Command[] {
    return this.#commands.splice(0);
  }

  /**
   * Find out whose a reply is. A command that it answers for good is taken off the list, but for a transfer whose data
   * are not over; commands before it that can no longer be answered are taken off with it.
   */
  match(answer: FtpReply): Match<Command> {
    const transfer = this.#commands.find((command) => mayBeAnswered(command) && isTransfer(command));
    if (isPreliminary(answer)) return { command: transfer ?? this.#commands.find(mayBeAnswered) };
    if (namesDataPort(answer)) return this.#answerQuestion(answer, this.#commands.filter(mayBeAnswered));
    const others =
      transfer === undefined ? [] : this.#commands.filter((command) => mayBeAnswered(command) && !isTransfer(command));
    const match =
      transfer === undefined
        ? this.#withoutTransfer(answer)
        : isPositive(answer)
          ? successBeside(transfer, others, answer)
          : refusalBeside(transfer, others, answer);
    if (match.command !== undefined) this.#settle(match.command);
    return match;
  }

  /** 227 answers PASV and 229 EPSV, where both were asked; a server may mix them up where one was. */
  #answerQuestion({ code }: FtpReply, commands: readonly Command[]): Match<Command> {
    const questions = commands.filter(({ isForPort }) => isForPort === true);
    const question = questions.find(({ verb }) => verb === (code === 227 ? "PASV" : "EPSV")) ?? questions[0];
    if (question === undefined && this.#abandonedQuestions > 0) {
      this.#abandonedQuestions--; // its answer, late
      return {};
    }
    const command = question ?? commands.find((one) => !isTransfer(one));
    if (command !== undefined) this.#settle(command);
    return { command };
  }

  /** Many may wait, as a client may send as many as it likes: no list is made of them. */
  #withoutTransfer(answer: FtpReply): Match<Command> {
    const isOpen = isPositive(answer)
      ? ({ verb, isForPort }: Command) => isForPort !== true && mayComplete(verb, answer)
      : () => true;
    const command = this.#commands.find((one) => mayBeAnswered(one) && isOpen(one));
    const ended = isTransferSuccess(answer)
      ? this.#commands.find(
          ({ isAnswered, data }) => isAnswered === true && data !== undefined && (!data.isOver || data.isCut),
        )
      : undefined;
    if (command === undefined) return { command: ended };
    return { command, mayEnd: ended?.data?.isOver === true ? undefined : ended }; // one that is over has had its answer, as far as anybody can tell
  }

  /** Commands without data are answered in their order: those before it that were passed over will not be answered any more. */
  #settle(command: Command): void {
    for (const earlier of this.#commands.slice(0, this.#commands.indexOf(command))) {
      if (
        isTransfer(earlier)
          ? command.onReply !== undefined && earlier.data?.isOver === true
          : earlier.ownReply === undefined && earlier.onReply === undefined
      )
        this.#finish(earlier);
    }
    this.#finish(command);
  }

  /** A transfer stays for as long as a success may come that must not pass. */
  #finish(command: Command): void {
    if (command.data === undefined || (command.data.isOver && !(command.data.isCut && command.isAnswered !== true)))
      this.remove(command);
    else command.isAnswered = true;
  }

  /** To be called when a transfer's data are over: one that was answered, and not cut, is forgotten. */
  forget(command: Command): void {
    if (command.isAnswered === true && command.data?.isCut !== true) this.remove(command);
  }
}

/** Whether a reply of the server's may be this command's. */
const mayBeAnswered = ({ isAnswered, ownReply }: PendingCommand): boolean =>
  isAnswered !== true && ownReply === undefined;

/** A success while a transfer waits: it is another command's where it can be. */
function successBeside<Command extends PendingCommand>(
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
function refusalBeside<Command extends PendingCommand>(
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

/** Whether a command moves data, or may: one that was sent before a data connection was agreed on is still to get it. */
export const isTransfer = ({ verb, data }: PendingCommand): boolean => data !== undefined || TRANSFER_VERBS.has(verb);
const isTransferSuccess = ({ code }: FtpReply): boolean => code === 226 || code === 250;
/** Some servers say 200 at a transfer's end. */
const mayEndTransfer = (answer: FtpReply): boolean => isTransferSuccess(answer) || answer.code === 200;
const isStatus = ({ code }: FtpReply): boolean => code >= 211 && code <= 213;

/** Whether a positive final reply can answer a verb. A question of the relay's own is answered by a port or a refusal. */
function mayComplete(verb: string, { code }: FtpReply): boolean {
  if (verb === "ABOR") return code === 225 || code === 226 || code === 250 || code === 200;
  return !((code === 226 || code === 250) && NEVER_COMPLETED_BY_226.has(verb));
}
