import { MessageSquareMore } from "lucide-react";
import { useState } from "react";
import { Button } from "react-aria-components";
import type { Question } from "../../src/shared/status/questions.js";
import { at, words } from "../../src/shared/words/words.js";
import { Sheet } from "../controls/dialog.js";
import { SecretLine } from "../controls/secret-input.js";
import { TextLine } from "../controls/text-input.js";
import type { QuestionProps } from "./question-props.js";

/** What the server itself asks, such as a one-time code, or says without asking; its own words are shown as they are, as text. */
export function PromptsQuestion({ question, profile, isAnswered, onAnswer, children }: QuestionProps<Extract<Question, { kind: "prompts" }>>) {
  const [texts, setTexts] = useState<readonly string[]>(() => question.prompts.map(() => ""));
  const cancel = (): void => onAnswer({ kind: "cancel" });
  const title = question.title.trim() === "" ? words.questions.prompts.title(at(question)) : question.title;
  return (
    <Sheet title={title} about={words.questions.for(profile)} icon={<MessageSquareMore className="sheet-icon" aria-hidden="true" />} onCancel={cancel} isUnasked>
      <form onSubmit={(event) => { event.preventDefault(); if (!isAnswered) onAnswer({ kind: "texts", texts: [...texts] }); }}>
        {question.instruction.trim() === "" ? null : <p className="instruction">{question.instruction}</p>}
        {question.prompts.map(({ text, echo }, place) => {
          const Line = echo ? TextLine : SecretLine;
          const label = text.trim() === "" ? words.questions.prompts.answer : text.trim();
          return <Line key={place} label={label} value={texts[place] ?? ""} onChange={(typed) => setTexts((before) => before.with(place, typed))} autoFocus={place === 0} />;
        })}
        {children}
        <footer className="sheet-foot">
          <Button className="button" isDisabled={isAnswered} onPress={cancel}>{words.app.cancel}</Button>
          <Button className="button button-primary" type="submit" autoFocus={question.prompts.length === 0} isDisabled={isAnswered}>{question.prompts.length === 0 ? words.questions.goOn : words.questions.send}</Button>
        </footer>
      </form>
    </Sheet>
  );
}
