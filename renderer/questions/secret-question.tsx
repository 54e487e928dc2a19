import { KeyRound } from "lucide-react";
import { useState } from "react";
import { Button } from "react-aria-components";
import type { Question } from "../../src/shared/status/questions.js";
import { formatEndpoint, words } from "../../src/shared/words/words.js";
import { Checkbox } from "../controls/checkbox.js";
import { Dialog } from "../controls/dialog.js";
import { SecretInput } from "../controls/secret-input.js";
import type { QuestionProps } from "./question-props.js";

/** A password for the gateway, or the passphrase of a key file. */
export function SecretQuestion({
  question,
  profile,
  isAnswered,
  onAnswer,
  children,
}: QuestionProps<Extract<Question, { kind: "password" | "passphrase" }>>) {
  const [text, setText] = useState("");
  const [remember, setRemember] = useState(false);
  const texts = textsFor(question);
  const cancel = (): void => onAnswer({ kind: "cancel" });
  return (
    <Dialog
      title={texts.title}
      about={words.questions.for(profile)}
      icon={<KeyRound className="dialog-icon" aria-hidden="true" />}
      onCancel={cancel}
      isUnprompted
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (text !== "" && !isAnswered) onAnswer({ kind: "secret", text, remember });
        }}
      >
        {texts.says === undefined ? null : <p>{texts.says}</p>}
        <SecretInput
          label={texts.label}
          value={text}
          onChange={setText}
          error={question.again && text === "" ? texts.again : undefined}
          hint={
            question.forSession === undefined
              ? undefined
              : question.forSession.minutes === undefined
                ? words.questions.forSession
                : words.questions.forMinutes(question.forSession.minutes)
          }
          autoFocus
        />
        {question.mayRemember ? (
          <Checkbox
            label={words.questions.remember}
            hint={words.questions.rememberSays}
            isSelected={remember}
            onChange={setRemember}
          />
        ) : null}
        {children}
        <footer className="dialog-foot">
          <Button className="button" isDisabled={isAnswered} onPress={cancel}>
            {words.app.cancel}
          </Button>
          <Button className="button button-primary" type="submit" isDisabled={isAnswered || text === ""}>
            {texts.go}
          </Button>
        </footer>
      </form>
    </Dialog>
  );
}

function textsFor(question: Extract<Question, { kind: "password" | "passphrase" }>) {
  if (question.kind === "passphrase")
    return {
      ...words.questions.passphrase,
      says: words.questions.passphrase.says(question.file),
      go: words.questions.unlock,
    };
  const who =
    question.port === 22 ? `${question.username}@${question.host}` : `${question.username}@${formatEndpoint(question)}`;
  return {
    ...words.questions.password,
    title: words.questions.password.title(who),
    says: question.ofProxy ? words.questions.password.ofProxy : undefined,
    go: words.questions.logIn,
  };
}
