import { Plus } from "lucide-react";
import { useRef } from "react";
import { Button } from "react-aria-components";
import { words } from "../../src/shared/words/words.js";
import { Fold } from "../controls/disclosure.js";
import { useAnyIssue } from "./field-issues.js";
import { HopFields } from "./hop-fields.js";
import { replaceAt, withoutAt } from "./list-edits.js";
import { LoginMethods } from "./login-methods.js";
import { OldServer } from "./old-server-switch.js";
import { newHop, type HopDraft } from "./profile-draft.js";
import { ListedPart } from "./removable-group.js";

interface JumpHostsProps {
  readonly hosts: readonly HopDraft[];
  readonly onChange: (hosts: readonly HopDraft[]) => void;
}

/** The servers on the way to the gateway. */
export function JumpHosts({ hosts, onChange }: JumpHostsProps) {
  const add = useRef<HTMLButtonElement>(null);
  const removeAt = (place: number): void => {
    add.current?.focus(); // the button that was pressed goes with its entry
    onChange(withoutAt(hosts, place));
  };
  const mustShow = useAnyIssue(["gateway.via"]);
  const summary = hosts.length === 0 ? words.jump.none : hosts.map(({ host }, place) => (host === "" ? words.jump.one(place + 1) : host)).join(" → ");
  return (
    <Fold title={words.jump.title} summary={summary} mustShow={mustShow}>
      <p className="hint">{words.jump.says}</p>
      {hosts.map((hop, place) => {
        const change = (next: HopDraft): void => onChange(replaceAt(hosts, place, next));
        const at = `gateway.via[${place}]`;
        return (
          <ListedPart key={hop.key} title={words.jump.one(place + 1)} onRemove={() => removeAt(place)}>
            <HopFields at={at} hop={hop} onChange={change} />
            <LoginMethods at={`${at}.auth`} methods={hop.auth} onChange={(auth) => change({ ...hop, auth })} />
            <OldServer isOld={hop.oldServer} onChange={(oldServer) => change({ ...hop, oldServer })} />
          </ListedPart>
        );
      })}
      <Button ref={add} className="button button-small" onPress={() => onChange([...hosts, newHop()])}><Plus aria-hidden="true" />{words.jump.add}</Button>
    </Fold>
  );
}
