import { portNamedIn } from "../../ftp/passive-endpoint.js";
import { isPositive, isPreliminary, reply, type FtpReply } from "../../ftp/reply.js";
import type { Timers } from "../../system/timers.js";
import type { PendingCommand } from "./pending-command-shape.js";
import type { PendingCommands } from "./pending-commands.js";

/** A reply that may answer the relay's question by no port, or be one too many, is the answer where nothing follows for so long. Milliseconds. */
const DOUBT_LIMIT_MS = 1_000;

export const SERVER_GONE = reply(421, "The server has closed the connection.");

/** A question of the relay's own to the target. */
export interface OwnCommand {
  /** Without its line end. */
  readonly line: string;
  /** Without one, whoever asks bounds the wait. */
  readonly limitMs?: number;
  /** It asks for a port, so that a positive reply without one may be an earlier command's. */
  readonly isForPort?: boolean;
  /** Told of an answer that comes behind the limit, while other questions wait. */
  readonly onLate?: (answer: FtpReply) => void;
}

/** @returns the final reply; nothing where none came within the limit, or one to a question for a port that names none and refuses none, such as 202 */
export type AskTarget = (question: OwnCommand) => Promise<FtpReply | undefined>;

/** A question for a port that waits, and the reply that may be its answer. */
interface PortQuestion {
  readonly command: PendingCommand;
  readonly answer: (answer: FtpReply | undefined) => void;
  doubt?: { readonly reply: FtpReply; readonly cancelTimeout: () => void } | undefined;
}

/** The questions that the relay itself puts to the target, whose replies the client does not hear. */
export class OwnCommands {
  #forPort: PortQuestion | undefined;
  /** What refused a question for a port while a command of the client's waited behind it. */
  #doubtfulRefusal: FtpReply | undefined;

  /**
   * @param pending where a question waits for its reply
   * @param send takes a line to the target, with its line end
   * @param pass takes a reply to the client that answered no question after all
   */
  constructor(
    private readonly pending: PendingCommands,
    private readonly timers: Timers,
    private readonly send: (line: string) => void,
    private readonly pass: (answer: FtpReply) => void,
  ) {}

  /** @returns the final reply; nothing where none came in time, or one that answers nothing */
  ask({ line, limitMs, isForPort = false, onLate }: OwnCommand): Promise<FtpReply | undefined> {
    return new Promise((resolve) => {
      const finish = (answer: FtpReply | undefined) => {
        cancelTimeout();
        if (this.#forPort?.command === command) this.#forPort = undefined;
        resolve(answer);
      };
      let isLate = false;
      const command: PendingCommand = {
        verb: line.split(" ", 1)[0] ?? "",
        isForPort,
        onReply: (answer) => {
          if (isLate) onLate?.(answer);
          else finish(answer);
        },
      };
      const cancelTimeout =
        limitMs === undefined
          ? () => undefined
          : this.timers.set(limitMs, () => {
              isLate = true;
              finish(undefined);
            });
      if (isForPort) {
        this.#forPort = { command, answer: finish };
        this.#doubtfulRefusal = undefined;
      }
      this.pending.add(command);
      this.send(`${line}\r\n`);
    });
  }

  /**
   * Take a reply that is a question's, or may be.
   *
   * @param command whom it answers, as far as that is known
   * @returns whether it was taken: then the client does not hear it, or hears it later
   */
  take(answer: FtpReply, command: PendingCommand | undefined): boolean {
    if (command?.onReply !== undefined) {
      if (isPreliminary(answer)) return true;
      this.#passDoubtful();
      if (command.isForPort === true && !isPositive(answer) && this.pending.isClientWaiting)
        this.#doubtfulRefusal = answer;
      command.onReply(answer);
      return true;
    }
    if (command !== undefined || this.#forPort === undefined || !isPositive(answer)) return false;
    if (this.#takeLate(this.#forPort.command, answer)) return true;
    if (!isPreliminary(answer) && portNamedIn(answer) !== undefined && !this.pending.isClientWaiting) {
      this.pending.remove(this.#forPort.command); // 200, say, which names a port all the same
      this.#forPort.answer(answer);
      return true;
    }
    this.#doubt(this.#forPort, answer);
    return true;
  }

  /**
   * A port was named to a command of the client's, which no server does: so that was the question's answer, and the refusal
   * that the question was given the command's. Some servers (aioftp) answer each command when it is done, not in their order.
   */
  takeDoubtfulRefusal(): FtpReply | undefined {
    const refusal = this.#doubtfulRefusal;
    this.#doubtfulRefusal = undefined;
    return refusal;
  }

  /** An earlier question for a port, whose limit has passed, is answered first (RFC 959 section 5.4): by no port, where it gets this. */
  #takeLate(latest: PendingCommand, answer: FtpReply): boolean {
    const late = this.pending.waiting.find((one) => one.isForPort === true && one !== latest);
    if (late !== undefined && !isPreliminary(answer)) this.pending.remove(late);
    return late !== undefined;
  }

  /** A positive reply that names no port may be one too many for an earlier command, which the client is told, or all that the question gets. */
  #doubt(question: PortQuestion, answer: FtpReply): void {
    this.#passDoubtful();
    question.doubt = {
      reply: answer,
      cancelTimeout: this.timers.set(DOUBT_LIMIT_MS, () => {
        this.pending.abandon(question.command);
        question.answer(undefined);
      }),
    };
  }

  #passDoubtful(): void {
    const doubt = this.#forPort?.doubt;
    if (this.#forPort === undefined || doubt === undefined) return;
    doubt.cancelTimeout();
    this.#forPort.doubt = undefined;
    this.pass(doubt.reply);
  }
}
