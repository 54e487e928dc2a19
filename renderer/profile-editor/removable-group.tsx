import { Trash2 } from "lucide-react";
import { useId, type ReactNode } from "react";
import { words } from "../../src/shared/words/words.js";
import { IconButton } from "../controls/icon-button.js";

interface RemovableGroupProps {
  readonly title: string;
  readonly onRemove: () => void;
  readonly children: ReactNode;
}

/** One of several parts of the same kind, a jump host or a forward, with the button that takes it out. */
export function RemovableGroup({ title, onRemove, children }: RemovableGroupProps) {
  const id = useId();
  return (
    <div className="removable-group" role="group" aria-labelledby={id}>
      <div className="removable-group-head">
        <h4 id={id}>{title}</h4>
        <IconButton label={words.login.remove(title)} icon={Trash2} onPress={onRemove} />
      </div>
      {children}
    </div>
  );
}
