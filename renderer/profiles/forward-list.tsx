import { useRef } from "react";
import { words } from "../../src/shared/words/words.js";
import { Fold } from "../controls/disclosure.js";
import { AddForward } from "./add-forward.js";
import { useAnyIssue } from "./field-issues.js";
import { ForwardFields } from "./forward-fields.js";
import { replaceAt, withoutAt } from "./list-edits.js";
import type { ForwardDraft } from "./profile-draft.js";
import { ListedPart } from "./removable-group.js";

interface ForwardListProps {
  readonly forwards: readonly ForwardDraft[];
  readonly onChange: (forwards: readonly ForwardDraft[]) => void;
}

/** What else the tunnel carries beside FTP. */
export function ForwardList({ forwards, onChange }: ForwardListProps) {
  const add = useRef<HTMLButtonElement>(null);
  const removeAt = (place: number): void => {
    add.current?.focus(); // the button that was pressed goes with its entry
    onChange(withoutAt(forwards, place));
  };
  const mustShow = useAnyIssue(["forwards"]);
  const summary = forwards.length === 0 ? words.forwards.none : forwards.map(({ name }, place) => (name === "" ? words.forwards.one(place + 1) : name)).join(", ");
  return (
    <Fold title={words.forwards.title} summary={summary} mustShow={mustShow}>
      <p className="hint">{words.forwards.says}</p>
      {forwards.map((forward, place) => (
        <ListedPart key={forward.key} title={forward.name.trim() === "" ? words.forwards.one(place + 1) : forward.name} onRemove={() => removeAt(place)}>
          <ForwardFields at={`forwards[${place}]`} forward={forward} onChange={(next) => onChange(replaceAt(forwards, place, next))} />
        </ListedPart>
      ))}
      <AddForward button={add} others={forwards} onAdd={(forward) => onChange([...forwards, forward])} />
    </Fold>
  );
}
