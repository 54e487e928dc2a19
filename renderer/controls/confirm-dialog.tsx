import { Button } from "react-aria-components";
import { Sheet } from "./dialog.js";

interface ConfirmProps {
  readonly title: string;
  readonly says: string;
  readonly cancel: string;
  readonly confirm: string;
  readonly onCancel: () => void;
  readonly onConfirm: () => void;
}

/** Asks before something that cannot be undone; the safe answer has the focus. */
export function Confirm({ title, says, cancel, confirm, onCancel, onConfirm }: ConfirmProps) {
  return (
    <Sheet title={title} onCancel={onCancel} isAlert>
      <p>{says}</p>
      <footer className="sheet-foot">
        <Button className="button" autoFocus onPress={onCancel}>{cancel}</Button>
        <Button className="button button-danger" onPress={onConfirm}>{confirm}</Button>
      </footer>
    </Sheet>
  );
}
