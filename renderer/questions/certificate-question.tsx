import { Fragment } from "react";
import type { Question } from "../../src/shared/status/questions.js";
import { certificateLines } from "../../src/shared/words/certificate-lines.js";
import { words } from "../../src/shared/words/words.js";
import type { QuestionProps } from "./question-props.js";
import { TrustDialog } from "./trust-dialog.js";

/** The certificate of an FTP server that needs the user's word. */
export function CertificateQuestion({
  question,
  children,
  ...props
}: QuestionProps<Extract<Question, { kind: "certificate" }>>) {
  const texts = words.questions.certificate;
  return (
    <TrustDialog {...props} texts={texts}>
      <p>{texts.says(question.target, words.describeCertificateProblem(question.problem))}</p>
      <dl className="host-key">
        {certificateLines(question).map(([name, value]) => (
          <Fragment key={name}>
            <dt>{name}</dt>
            <dd className={name === texts.fingerprint ? "fingerprint" : undefined}>{value}</dd>
          </Fragment>
        ))}
      </dl>
      <p>{texts.advice}</p>
      {children}
    </TrustDialog>
  );
}
