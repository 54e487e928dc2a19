import { ShieldQuestionMark } from "lucide-react";
import { Fragment } from "react";
import { Button } from "react-aria-components";
import type { Question } from "../../src/shared/status/questions.js";
import { certificateLines } from "../../src/shared/words/certificate-lines.js";
import { words } from "../../src/shared/words/words.js";
import { Dialog } from "../controls/dialog.js";
import type { QuestionProps } from "./question-props.js";

/** The certificate of an FTP server that needs the user's word. Cancel has the focus: trust must be a deed, never a stray Enter. */
export function CertificateQuestion({
  question,
  profile,
  isAnswered,
  onAnswer,
  children,
}: QuestionProps<Extract<Question, { kind: "certificate" }>>) {
  const cancel = (): void => onAnswer({ kind: "cancel" });
  const { title, says, advice, once, remember, fingerprint } = words.questions.certificate;
  return (
    <Dialog
      title={title}
      about={words.questions.for(profile)}
      icon={<ShieldQuestionMark className="sheet-icon" aria-hidden="true" />}
      onCancel={cancel}
      isAlert
      isUnprompted
    >
      <p>{says(question.target, words.describeCertificateProblem(question.problem))}</p>
      <dl className="host-key">
        {certificateLines(question).map(([name, value]) => (
          <Fragment key={name}>
            <dt>{name}</dt>
            <dd className={name === fingerprint ? "fingerprint" : undefined}>{value}</dd>
          </Fragment>
        ))}
      </dl>
      <p>{advice}</p>
      {children}
      <footer className="sheet-foot">
        <Button className="button" autoFocus isDisabled={isAnswered} onPress={cancel}>
          {words.app.cancel}
        </Button>
        <span className="spacer" />
        <Button className="button" isDisabled={isAnswered} onPress={() => onAnswer({ kind: "trust", remember: false })}>
          {once}
        </Button>
        <Button className="button" isDisabled={isAnswered} onPress={() => onAnswer({ kind: "trust", remember: true })}>
          {remember}
        </Button>
      </footer>
    </Dialog>
  );
}
