import { Plus } from "lucide-react";
import { useRef } from "react";
import { Button } from "react-aria-components";
import { Choice } from "../controls/choice.js";
import { Fold } from "../controls/fold.js";
import { Tick } from "../controls/tick.js";
import { words } from "../words.js";
import { newForward, type ForwardDraft } from "./draft.js";
import { Field } from "./field.js";
import { useAnyIssue } from "./issues.js";
import { replaceAt, withoutAt } from "./list-moves.js";
import { ListedPart } from "./listed-part.js";

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
      <Button ref={add} className="button button-small" onPress={() => onChange([...forwards, newForward()])}><Plus aria-hidden="true" />{words.forwards.add}</Button>
    </Fold>
  );
}

interface ForwardFieldsProps {
  readonly at: string;
  readonly forward: ForwardDraft;
  readonly onChange: (forward: ForwardDraft) => void;
}

function ForwardFields({ at, forward, onChange }: ForwardFieldsProps) {
  return (
    <>
      <div className="pair pair-even">
        <Field at={`${at}.name`} label={words.editor.name} placeholder={words.forwards.nameHint} value={forward.name} onChange={(name) => onChange({ ...forward, name })} />
        <Choice label={words.forwards.kind} value={forward.kind} names={words.forwardKinds} onChange={(kind) => onChange({ ...forward, kind })} />
      </div>
      <div className="pair">
        <Field at={`${at}.listen.host`} label={words.forwards.listen} placeholder="127.0.0.1" value={forward.listenHost} onChange={(listenHost) => onChange({ ...forward, listenHost })} />
        <Field at={`${at}.listen.port`} label={words.forwards.listenPort} kind="port" placeholder="1143" value={forward.listenPort} onChange={(listenPort) => onChange({ ...forward, listenPort })} />
      </div>
      {forward.kind === "dynamic" ? null : (
        <div className="pair">
          <Field at={`${at}.target.host`} label={words.forwards.target} placeholder="popeye" value={forward.host} onChange={(host) => onChange({ ...forward, host })} />
          <Field at={`${at}.target.port`} label={words.forwards.targetPort} kind="port" placeholder="143" value={forward.port} onChange={(port) => onChange({ ...forward, port })} />
        </div>
      )}
      <Tick label={words.forwards.enabled} isSelected={forward.enabled} onChange={(enabled) => onChange({ ...forward, enabled })} />
    </>
  );
}
