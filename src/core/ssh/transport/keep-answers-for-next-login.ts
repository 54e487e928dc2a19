import type { Answer, QuestionBody } from "../../../shared/status/questions.js";
import type { Clock, NoAnswer, Prompter } from "../../environment.js";

/**
 * How long a connection waits for the user before it is given up, until the answer is there. OpenSSH ends a login after
 * two minutes, counts that as an offence, and after two of them takes no connection from this computer for a while
 * (sshd_config(5): LoginGraceTime, PerSourcePenalties); who hangs up before costs a tenth of that. Milliseconds.
 */
const MAX_QUESTION_MS = 90_000;

/** A connection ended while the user was asked. @see keepAnswersForNextLogin */
export class EndedWhileAsked extends Error {
  /** @param reason why it ended, as it would have been told without a question */
  constructor(readonly reason: unknown) {
    super("the connection ended while the user was asked");
  }
}

/**
 * Connect, and once more where the connection ended while the user was asked: what was answered by then is not asked again.
 * So there is one connection for each answer, however long the user is away.
 *
 * @param othersAnswered how many others than the user have answered so far, as agents do
 * @param connect throws `EndedWhileAsked` where that happened, once the user has answered
 * @throws what `connect` throws; `EndedWhileAsked`'s reason where nobody has answered anything since the connection before
 */
export async function keepAnswersForNextLogin<T>(
  prompter: Prompter,
  connect: (prompter: Prompter) => Promise<T>,
  othersAnswered: () => number = () => 0,
): Promise<T> {
  const answers = new Map<string, Answer>();
  let count = 0;
  for (;;) {
    const given = new Set<string>();
    const countBefore = count + othersAnswered();
    const ask: Prompter["ask"] = async (profile, question, signal) => {
      const key = JSON.stringify({ ...question, again: undefined }); // the last answer to a question that was asked again
      const kept = given.has(key) ? undefined : answers.get(key);
      given.add(key);
      if (kept !== undefined) return kept;
      const answer = await prompter.ask(profile, question, signal);
      if (isAnswer(answer)) {
        answers.set(key, answer);
        count++;
      }
      return answer;
    };
    try {
      return await connect({ ask });
    } catch (thrown) {
      if (!(thrown instanceof EndedWhileAsked)) throw thrown;
      if (count + othersAnswered() === countBefore) throw thrown.reason;
    }
  }
}

const isAnswer = (answer: Answer | NoAnswer): answer is Answer => answer.kind !== "nobody" && answer.kind !== "cancel";

/** Whether a connection waits for the user, and what became of it meanwhile. */
export class UserWait {
  #waits = 0;
  #end: EndedWhileAsked | undefined;

  /** @param hangUp gives the connection up, before the gateway does */
  constructor(
    private readonly clock: Clock,
    private readonly hangUp: () => void,
  ) {}

  /**
   * Wait for the user, whatever becomes of the connection.
   *
   * @param question what is asked; nothing where another tunnel asks the same
   */
  async during<T>(decide: () => Promise<T>, question?: QuestionBody): Promise<T> {
    this.#waits++;
    const isForThisConnection = question?.kind === "prompts"; // as a code that was sent to the user
    const cancel = isForThisConnection ? undefined : this.clock.setTimeout(MAX_QUESTION_MS, this.hangUp);
    try {
      return await decide();
    } finally {
      cancel?.();
      this.#waits--;
    }
  }

  /** The connection has ended. @returns whether that is told only once the waiting is over */
  ended(reason: unknown): boolean {
    if (this.#waits > 0) this.#end ??= new EndedWhileAsked(reason);
    return this.#waits > 0;
  }

  /** To be called once the user has decided. @throws EndedWhileAsked */
  throwIfEnded(): void {
    if (this.#end !== undefined) throw this.#end;
  }
}
