import type { Question } from "../../src/shared/status/questions.js";
import { formatEndpoint, words } from "../../src/shared/words/words.js";
import { Disclosure } from "../controls/disclosure.js";
import { Notice } from "../controls/notice.js";
import type { QuestionProps } from "./question-props.js";
import { TrustDialog } from "./trust-dialog.js";

/** An unknown host key. */
export function HostKeyQuestion({
  question,
  children,
  ...props
}: QuestionProps<Extract<Question, { kind: "host-key" }>>) {
  const texts = words.questions.hostKey;
  return (
    <TrustDialog {...props} texts={texts}>
      <p>{texts.says(formatEndpoint(question))}</p>
      <dl className="host-key">
        <dt>{texts.keyType}</dt>
        <dd>{question.keyType}</dd>
        <dt>{texts.fingerprint}</dt>
        <dd className="fingerprint">{question.fingerprint}</dd>
      </dl>
      {question.authorities === undefined ? null : (
        <Notice grade="info" says={words.sayAuthorities(question.authorities, question.certificate)} />
      )}
      <p>{texts.advice}</p>
      {question.randomart === undefined ? null : <Randomart picture={question.randomart} />}
      {children}
    </TrustDialog>
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
