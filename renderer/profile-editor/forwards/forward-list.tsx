import { useRef } from "react";
import { words } from "../../../src/shared/words/words.js";
import { Disclosure } from "../../controls/disclosure.js";
import { AddForward } from "./add-forward.js";
import { useAnyIssue } from "../field-issues.js";
import { ForwardFields } from "./forward-fields.js";
import { replaceAt, withoutAt } from "../list-edits.js";
import type { ForwardDraft } from "../draft/forward-draft.js";
import { RemovableGroup } from "../removable-group.js";

interface ForwardListProps {
  readonly forwards: readonly ForwardDraft[];
  readonly onChange: (forwards: readonly ForwardDraft[]) => void;
}

/** What else the tunnel carries beside FTP. */
export function ForwardList({ forwards, onChange }: ForwardListProps) {
  const add = useRef<HTMLButtonElement>(null);
  const removeAt = (index: number): void => {
    add.current?.focus(); // the button that was pressed goes with its entry
    onChange(withoutAt(forwards, index));
  };
  const mustShow = useAnyIssue(["forwards"]);
  const summary =
    forwards.length === 0
      ? words.forwards.none
      : forwards.map(({ name }, index) => (name === "" ? words.forwards.one(index + 1) : name)).join(", ");
  return (
    <Disclosure title={words.forwards.title} summary={summary} forceExpanded={mustShow}>
      <p className="hint">{words.forwards.says}</p>
      {forwards.map((forward, index) => (
        <RemovableGroup
          key={forward.key}
          title={forward.name.trim() === "" ? words.forwards.one(index + 1) : forward.name}
          onRemove={() => removeAt(index)}
        >
          <ForwardFields
            path={`forwards[${index}]`}
            forward={forward}
            onChange={(next) => onChange(replaceAt(forwards, index, next))}
          />
        </RemovableGroup>
      ))}
      <AddForward button={add} others={forwards} onAdd={(forward) => onChange([...forwards, forward])} />
    </Disclosure>
  );
}
