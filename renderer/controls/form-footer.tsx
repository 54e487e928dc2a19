import { Button } from "react-aria-components";
import { words } from "../../src/shared/words/words.js";

interface FormFooterProps {
  readonly submit: string;
  /** `danger`: it cannot be undone. */
  readonly tone: "primary" | "danger";
  readonly isDisabled: boolean;
  readonly onCancel: () => void;
}

/** The end of a form in a dialog: the way out, and the deed. */
export function FormFooter({ submit, tone, isDisabled, onCancel }: FormFooterProps) {
  return (
    <footer className="dialog-foot">
      <Button className="button" onPress={onCancel}>
        {words.app.cancel}
      </Button>
      <Button className={`button button-${tone}`} type="submit" isDisabled={isDisabled}>
        {submit}
      </Button>
    </footer>
  );
}
