import { Button } from "react-aria-components";
import { Dialog } from "./dialog.js";

interface ConfirmDialogProps {
  readonly title: string;
  readonly says: string;
  readonly cancel: string;
  readonly confirm: string;
  readonly onCancel: () => void;
  readonly onConfirm: () => void;
}

/** Asks before something that cannot be undone; the safe answer has the focus. */
export function ConfirmDialog({ title, says, cancel, confirm, onCancel, onConfirm }: ConfirmDialogProps) {
  return (
    <Dialog title={title} onCancel={onCancel} isAlert>
      <p>{says}</p>
      <footer className="dialog-foot">
        <Button className="button" autoFocus onPress={onCancel}>
          {cancel}
        </Button>
        <Button className="button button-danger" onPress={onConfirm}>
          {confirm}
        </Button>
      </footer>
    </Dialog>
  );
}
