import type { Answer } from "../../src/shared/status/questions.js";

/** What every kind of question is given. */
export interface QuestionProps<Q> {
  readonly question: Q;
  /** The name of the profile whose tunnel waits. */
  readonly profile: string;
  readonly isAnswered: boolean;
  readonly onAnswer: (answer: Answer) => void;
  readonly children: React.ReactNode;
}
