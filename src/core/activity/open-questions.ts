import type { ProfileId } from "../../shared/profile/profile-schema.js";
import type { Answer, Question, QuestionBody } from "../../shared/status/questions.js";
import type { Asker } from "../environment.js";

interface Waiting {
  readonly question: Question;
  readonly settle: (answer: Answer) => void;
}

/** The questions that stand open, in the order asked; a window shows them and answers them by their id. */
export class Questions implements Asker {
  readonly #waiting = new Map<string, Waiting>();
  readonly #listeners = new Set<() => void>();
  #asked = 0;

  ask(profile: ProfileId, body: QuestionBody, signal: AbortSignal): Promise<Answer> {
    if (signal.aborted) return Promise.resolve({ kind: "cancel" });
    const id = `question-${++this.#asked}`;
    return new Promise((resolve) => {
      const withdraw = (): void => this.answer(id, { kind: "cancel" });
      const settle = (answer: Answer): void => {
        signal.removeEventListener("abort", withdraw);
        resolve(answer);
      };
      signal.addEventListener("abort", withdraw);
      this.#waiting.set(id, { question: { ...body, id, profile }, settle });
      this.#tell();
    });
  }

  open(): readonly Question[] {
    return [...this.#waiting.values()].map(({ question }) => question);
  }

  /** Answer a question; one that is already answered or withdrawn is left alone. */
  answer(id: string, answer: Answer): void {
    const waiting = this.#waiting.get(id);
    if (waiting === undefined) return;
    this.#waiting.delete(id);
    waiting.settle(answer);
    this.#tell();
  }

  /** Told whenever a question comes up or goes. @returns ends the listening */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
