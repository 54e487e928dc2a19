import { ShieldQuestionMark } from "lucide-react";
import type { ReactNode } from "react";
import { Button } from "react-aria-components";
import { words } from "../../src/shared/words/words.js";
import { Dialog } from "../controls/dialog.js";
import type { QuestionProps } from "./question-props.js";

interface TrustDialogProps extends Pick<QuestionProps<unknown>, "profile" | "isAnswered" | "onAnswer"> {
  readonly texts: { readonly title: string; readonly once: string; readonly remember: string };
  /** What is to be trusted. */
  readonly children: ReactNode;
}

/** Whether a server that nobody vouches for is trusted. Cancel has the focus: trust must be a deed, never a stray Enter. */
export function TrustDialog({ texts, profile, isAnswered, onAnswer, children }: TrustDialogProps) {
  const cancel = (): void => onAnswer({ kind: "cancel" });
  const trust = (remember: boolean): void => onAnswer({ kind: "trust", remember });
  return (
    <Dialog
      title={texts.title}
      about={words.questions.for(profile)}
      icon={<ShieldQuestionMark className="dialog-icon" aria-hidden="true" />}
      onCancel={cancel}
      isAlert
      isUnprompted
    >
      {children}
      <footer className="dialog-foot">
        <Button className="button" autoFocus isDisabled={isAnswered} onPress={cancel}>
          {words.app.cancel}
        </Button>
        <span className="spacer" />
        <Button className="button" isDisabled={isAnswered} onPress={() => trust(false)}>
          {texts.once}
        </Button>
        <Button className="button" isDisabled={isAnswered} onPress={() => trust(true)}>
          {texts.remember}
        </Button>
      </footer>
    </Dialog>
  );
}
