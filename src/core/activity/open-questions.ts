import { Subscribers } from "../../shared/subscribers.js";
import type { ProfileId } from "../../shared/profile/profile-schema.js";
import type { Answer, Question, QuestionBody } from "../../shared/status/questions.js";
import type { Prompter } from "../environment.js";

interface OpenQuestion {
  readonly question: Question;
  readonly resolve: (answer: Answer) => void;
}

/** The questions that stand open, in the order asked; a window shows them and answers them by their id. */
export class OpenQuestions implements Prompter {
  readonly #open = new Map<string, OpenQuestion>();
  readonly #listeners = new Subscribers();
  #count = 0;

  ask(profile: ProfileId, body: QuestionBody, signal: AbortSignal): Promise<Answer> {
    if (signal.aborted) return Promise.resolve({ kind: "cancel" });
    const id = `question-${++this.#count}`;
    return new Promise((resolve) => {
      const withdraw = (): void => this.answer(id, { kind: "cancel" });
      const settle = (answer: Answer): void => {
        signal.removeEventListener("abort", withdraw);
        resolve(answer);
      };
      signal.addEventListener("abort", withdraw);
      this.#open.set(id, { question: { ...body, id, profile }, resolve: settle });
      this.#listeners.notify();
    });
  }

  list(): readonly Question[] {
    return [...this.#open.values()].map(({ question }) => question);
  }

  /** Answer a question; one that is already answered or withdrawn is left alone. */
  answer(id: string, answer: Answer): void {
    const entry = this.#open.get(id);
    if (entry === undefined) return;
    this.#open.delete(id);
    entry.resolve(answer);
    if (answer.kind === "secret") this.#answerAlike(entry.question, answer.text);
    this.#listeners.notify();
  }

  /** Tunnels that were opened together ask for one secret together: one answer does for all of them. What is ticked counts for the one alone. */
  #answerAlike({ kind, ...question }: Question, text: string): void {
    const key = "forSession" in question ? question.forSession.key : undefined;
    if (key === undefined) return;
    for (const [id, { question: other, resolve }] of this.#open)
      if (other.kind === kind && "forSession" in other && other.forSession.key === key) {
        this.#open.delete(id);
        resolve({ kind: "secret", text, remember: false });
      }
  }

  /** Told whenever a question comes up or goes. @returns ends the listening */
  onChange(listener: () => void): () => void {
    return this.#listeners.add(listener);
  }
}
