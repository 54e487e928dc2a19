import { ShieldQuestionMark } from "lucide-react";
import { Button } from "react-aria-components";
import type { Question } from "../../src/shared/status/questions.js";
import { formatEndpoint, words } from "../../src/shared/words/words.js";
import { Dialog } from "../controls/dialog.js";
import { Disclosure } from "../controls/disclosure.js";
import { Notice } from "../controls/notice.js";
import type { QuestionProps } from "./question-props.js";

/** An unknown host key. Cancel has the focus: trust must be a deed, never a stray Enter. */
export function HostKeyQuestion({
  question,
  profile,
  isAnswered,
  onAnswer,
  children,
}: QuestionProps<Extract<Question, { kind: "host-key" }>>) {
  const cancel = (): void => onAnswer({ kind: "cancel" });
  return (
    <Dialog
      title={words.questions.hostKey.title}
      about={words.questions.for(profile)}
      icon={<ShieldQuestionMark className="sheet-icon" aria-hidden="true" />}
      onCancel={cancel}
      isAlert
      isUnprompted
    >
      <p>{words.questions.hostKey.says(formatEndpoint(question))}</p>
      <dl className="host-key">
        <dt>{words.questions.hostKey.keyType}</dt>
        <dd>{question.keyType}</dd>
        <dt>{words.questions.hostKey.fingerprint}</dt>
        <dd className="fingerprint">{question.fingerprint}</dd>
      </dl>
      {question.authorities === undefined ? null : (
        <Notice grade="info" says={words.sayAuthorities(question.authorities, question.certificate)} />
      )}
      <p>{words.questions.hostKey.advice}</p>
      {question.randomart === undefined ? null : <Randomart picture={question.randomart} />}
      {children}
      <footer className="sheet-foot">
        <Button className="button" autoFocus isDisabled={isAnswered} onPress={cancel}>
          {words.app.cancel}
        </Button>
        <span className="spacer" />
        <Button className="button" isDisabled={isAnswered} onPress={() => onAnswer({ kind: "trust", remember: false })}>
          {words.questions.hostKey.once}
        </Button>
        <Button className="button" isDisabled={isAnswered} onPress={() => onAnswer({ kind: "trust", remember: true })}>
          {words.questions.hostKey.remember}
        </Button>
      </footer>
    </Dialog>
  );
}

/** Drawn on demand: who knows the picture of their server tells it at a glance. */
function Randomart({ picture }: { readonly picture: string }) {
  const { picture: title, pictureSays } = words.questions.hostKey;
  return (
    <Disclosure title={title} summary="" forceExpanded={false}>
      <pre className="randomart" role="img" aria-label={title}>
        {picture}
      </pre>
      <p className="hint">{pictureSays}</p>
    </Disclosure>
  );
}
