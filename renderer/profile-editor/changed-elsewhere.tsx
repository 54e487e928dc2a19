import { Button } from "react-aria-components";
import type { Profile } from "../../src/shared/profile/profile-schema.js";
import { words } from "../../src/shared/words/words.js";
import { Dialog } from "../controls/dialog.js";

interface ChangedElsewhereProps {
  readonly name: string;
  /** The profile as it stands now; `undefined` where it was removed. */
  readonly now: Profile | undefined;
  readonly onKeepEditing: () => void;
  /** The changes made here go. */
  readonly onTakeOther: () => void;
  /** The other version goes. */
  readonly onSaveMine: () => void;
}

/** Asks whose version of a profile counts that was changed elsewhere while it was edited here. Nothing is lost without a word. */
export function ChangedElsewhere({ name, now, onKeepEditing, onTakeOther, onSaveMine }: ChangedElsewhereProps) {
  const { title, says, takeOther, saveMine } = now === undefined ? words.removedElsewhere : words.changedElsewhere;
  return (
    <Dialog title={title(name)} onCancel={onKeepEditing} isAlert>
      <p>{says}</p>
      <footer className="dialog-foot">
        <Button className="button" autoFocus onPress={onKeepEditing}>
          {words.discard.keep}
        </Button>
        <span className="spacer" />
        <Button className="button" onPress={onTakeOther}>
          {takeOther}
        </Button>
        <Button className="button" onPress={onSaveMine}>
          {saveMine}
        </Button>
      </footer>
    </Dialog>
  );
}
