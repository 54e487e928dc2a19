import { MessageSquareMore } from "lucide-react";
import { useState } from "react";
import { Button } from "react-aria-components";
import type { Question } from "../../src/shared/status/questions.js";
import { formatEndpoint, words } from "../../src/shared/words/words.js";
import { Dialog } from "../controls/dialog.js";
import { SecretInput } from "../controls/secret-input.js";
import { TextInput } from "../controls/text-input.js";
import type { QuestionProps } from "./question-props.js";

/** What the server itself asks, such as a one-time code, or says without asking; its own words are shown as they are, as text. */
export function PromptsQuestion({
  question,
  profile,
  isAnswered,
  onAnswer,
  children,
}: QuestionProps<Extract<Question, { kind: "prompts" }>>) {
  const [texts, setTexts] = useState<readonly string[]>(() => question.prompts.map(() => ""));
  const cancel = (): void => onAnswer({ kind: "cancel" });
  const title = question.title.trim() === "" ? words.questions.prompts.title(formatEndpoint(question)) : question.title;
  return (
    <Dialog
      title={title}
      about={words.questions.for(profile)}
      icon={<MessageSquareMore className="dialog-icon" aria-hidden="true" />}
      onCancel={cancel}
      isUnprompted
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (!isAnswered) onAnswer({ kind: "texts", texts: [...texts] });
        }}
      >
        {question.instruction.trim() === "" ? null : <p className="instruction">{question.instruction}</p>}
        {question.prompts.map(({ text, echo }, index) => {
          const Line = echo ? TextInput : SecretInput;
          const label = text.trim() === "" ? words.questions.prompts.answer : text.trim();
          return (
            <Line
              key={index}
              label={label}
              value={texts[index] ?? ""}
              onChange={(typed) => setTexts((before) => before.with(index, typed))}
              autoFocus={index === 0}
            />
          );
        })}
        {children}
        <footer className="dialog-foot">
          <Button className="button" isDisabled={isAnswered} onPress={cancel}>
            {words.app.cancel}
          </Button>
          <Button
            className="button button-primary"
            type="submit"
            autoFocus={question.prompts.length === 0}
            isDisabled={isAnswered}
          >
            {question.prompts.length === 0 ? words.questions.goOn : words.questions.send}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}
