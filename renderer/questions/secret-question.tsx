import { KeyRound } from "lucide-react";
import { useState } from "react";
import { Button } from "react-aria-components";
import type { Question } from "../../src/shared/status/questions.js";
import { at, words } from "../../src/shared/words/words.js";
import { Tick } from "../controls/checkbox.js";
import { Sheet } from "../controls/dialog.js";
import { SecretLine } from "../controls/secret-input.js";
import type { QuestionProps } from "./question-props.js";

/** A password for the gateway, or the passphrase of a key file. */
export function SecretQuestion({ question, profile, isAnswered, onAnswer, children }: QuestionProps<Extract<Question, { kind: "password" | "passphrase" }>>) {
  const [text, setText] = useState("");
  const [remember, setRemember] = useState(false);
  const said = wordsFor(question);
  const cancel = (): void => onAnswer({ kind: "cancel" });
  return (
    <Sheet title={said.title} about={words.questions.for(profile)} icon={<KeyRound className="sheet-icon" aria-hidden="true" />} onCancel={cancel} isUnasked>
      <form onSubmit={(event) => { event.preventDefault(); if (text !== "" && !isAnswered) onAnswer({ kind: "secret", text, remember }); }}>
        {said.says === undefined ? null : <p>{said.says}</p>}
        <SecretLine label={said.label} value={text} onChange={setText} says={question.again && text === "" ? said.again : undefined} autoFocus />
        {question.mayRemember ? <Tick label={words.questions.remember} hint={words.questions.rememberSays} isSelected={remember} onChange={setRemember} /> : null}
        {children}
        <footer className="sheet-foot">
          <Button className="button" isDisabled={isAnswered} onPress={cancel}>{words.app.cancel}</Button>
          <Button className="button button-primary" type="submit" isDisabled={isAnswered || text === ""}>{said.go}</Button>
        </footer>
      </form>
    </Sheet>
  );
}

function wordsFor(question: Extract<Question, { kind: "password" | "passphrase" }>) {
  if (question.kind === "passphrase") return { ...words.questions.passphrase, says: words.questions.passphrase.says(question.file), go: words.questions.unlock };
  const who = question.port === 22 ? `${question.username}@${question.host}` : `${question.username}@${at(question)}`;
  return { ...words.questions.password, title: words.questions.password.title(who), says: question.ofProxy ? words.questions.password.ofProxy : undefined, go: words.questions.logIn };
}
