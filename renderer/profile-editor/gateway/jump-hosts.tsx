import { Plus } from "lucide-react";
import { useRef } from "react";
import { Button } from "react-aria-components";
import { words } from "../../../src/shared/words/words.js";
import { Disclosure } from "../../controls/disclosure.js";
import { useAnyIssue } from "../field-issues.js";
import { HopFields } from "./hop-fields.js";
import { replaceAt, withoutAt } from "../list-edits.js";
import { LoginMethods } from "./login-methods.js";
import { OldServerSwitch } from "./old-server-switch.js";
import { newHop, type HopDraft } from "../draft/hop-draft.js";
import { RemovableGroup } from "../removable-group.js";
import { RevokedKeysField } from "./revoked-keys-field.js";

interface JumpHostsProps {
  readonly hosts: readonly HopDraft[];
  readonly onChange: (hosts: readonly HopDraft[]) => void;
}

/** The servers on the way to the gateway. */
export function JumpHosts({ hosts, onChange }: JumpHostsProps) {
  const add = useRef<HTMLButtonElement>(null);
  const removeAt = (index: number): void => {
    add.current?.focus(); // the button that was pressed goes with its entry
    onChange(withoutAt(hosts, index));
  };
  const mustShow = useAnyIssue(["gateway.via"]);
  const summary =
    hosts.length === 0
      ? words.jump.none
      : hosts.map(({ host }, index) => (host === "" ? words.jump.one(index + 1) : host)).join(" → ");
  return (
    <Disclosure title={words.jump.title} summary={summary} forceExpanded={mustShow}>
      <p className="hint">{words.jump.says}</p>
      {hosts.map((hop, index) => {
        const change = (next: HopDraft): void => onChange(replaceAt(hosts, index, next));
        const path = `gateway.via[${index}]`;
        return (
          <RemovableGroup key={hop.key} title={words.jump.one(index + 1)} onRemove={() => removeAt(index)}>
            <HopFields path={path} hop={hop} onChange={change} />
            <LoginMethods path={`${path}.auth`} methods={hop.auth} onChange={(auth) => change({ ...hop, auth })} />
            <OldServerSwitch
              path={`${path}.oldServer`}
              isSelected={hop.oldServer}
              onChange={(oldServer) => change({ ...hop, oldServer })}
            />
            <RevokedKeysField
              path={`${path}.revokedHostKeys`}
              hop={hop}
              onChange={(revokedHostKeys) => change({ ...hop, revokedHostKeys })}
            />
          </RemovableGroup>
        );
      })}
      <Button ref={add} className="button button-small" onPress={() => onChange([...hosts, newHop()])}>
        <Plus aria-hidden="true" />
        {words.jump.add}
      </Button>
    </Disclosure>
  );
}
