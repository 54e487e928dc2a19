import { useState } from "react";
import type { Failure } from "../../src/shared/status/failure.js";
import type { Answer, Question } from "../../src/shared/status/questions.js";
import { describeFailure } from "../../src/shared/words/words.js";
import { Notice } from "../controls/notice.js";
import { callMain } from "../ipc/culvert-api.js";
import { CertificateQuestion } from "./certificate-question.js";
import { HostKeyQuestion } from "./host-key-question.js";
import { PromptsQuestion } from "./prompts-question.js";
import { SecretQuestion } from "./secret-question.js";
import "./questions.css";

/** One open question. It goes when the news no longer has it: the main process alone decides that it is answered. */
export function QuestionDialog({ question, profile }: { readonly question: Question; readonly profile: string }) {
  const [isAnswered, setAnswered] = useState(false);
  const [failure, setFailure] = useState<Failure>();

  const answer = async (given: Answer): Promise<void> => {
    setAnswered(true);
    const outcome = await callMain("questions.answer", { id: question.id, answer: given });
    if (outcome.ok) return;
    setAnswered(false);
    setFailure(outcome.failure);
  };
  const common = {
    profile,
    isAnswered,
    onAnswer: (given: Answer) => void answer(given),
    children: failure === undefined ? null : <Notice grade="danger" {...describeFailure(failure)} />,
  };

  switch (question.kind) {
    case "host-key":
      return <HostKeyQuestion question={question} {...common} />;
    case "certificate":
      return <CertificateQuestion question={question} {...common} />;
    case "password":
    case "passphrase":
      return <SecretQuestion question={question} {...common} />;
    case "prompts":
      return <PromptsQuestion question={question} {...common} />;
  }
}
