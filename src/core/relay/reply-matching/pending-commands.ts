import { isPositive, isPreliminary, namesDataPort, type FtpReply } from "../../ftp/reply.js";
import { isTransfer, mayBeAnswered, type Match, type PendingCommand } from "./pending-command-shape.js";
import { isTransferSuccess, mayComplete, refusalBeside, successBeside } from "./replies-beside-transfer.js";

/**
 * The commands that wait for a reply, in the order in which they were sent, and which of them a reply answers.
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
 * No sockets and no time are known here. What waits is added by `add`, replies are put to `match`.
 */
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
