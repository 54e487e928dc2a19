import { ArrowDown, ArrowUp, Plus, Trash2 } from "lucide-react";
import { useRef } from "react";
import { Button, Menu, MenuItem, MenuTrigger, Popover } from "react-aria-components";
import type { AuthMethod } from "../../src/shared/profile/profile-schema.js";
import { words } from "../../src/shared/words/words.js";
import { Fold } from "../controls/disclosure.js";
import { IconButton } from "../controls/icon-button.js";
import { useAnyIssue, useIssue } from "./field-issues.js";
import { moved, replaceAt, withoutAt } from "./list-edits.js";
import { MethodFields } from "./method-fields.js";
import { newMethod, type AuthDraft } from "./profile-draft.js";

interface LoginMethodsProps {
  readonly at: string;
  readonly methods: readonly AuthDraft[];
  readonly onChange: (methods: readonly AuthDraft[]) => void;
}

const METHODS = Object.keys(words.methods) as AuthMethod["method"][];

/** The ways to log in, in the order in which they are tried. */
export function LoginMethods({ at, methods, onChange }: LoginMethodsProps) {
  const add = useRef<HTMLButtonElement>(null);
  const removeAt = (place: number): void => {
    add.current?.focus(); // the button that was pressed goes with its entry
    onChange(withoutAt(methods, place));
    leave();
  };
  const mustShow = useAnyIssue([at]);
  const { says, leave } = useIssue(at);
  return (
    <Fold title={words.login.title} summary={summary(methods)} mustShow={mustShow}>
      <p className="hint">{words.login.says}</p>
      <ol className="entries">
        {methods.map((method, place) => (
          <li key={method.key} className="entry">
            <MethodFields at={`${at}[${place}]`} method={method} onChange={(next) => onChange(replaceAt(methods, place, next))} />
            <div className="entry-tools">
              <IconButton label={words.login.up(nameOf(method))} icon={ArrowUp} isDisabled={place === 0} onPress={() => onChange(moved(methods, place, -1))} />
              <IconButton label={words.login.down(nameOf(method))} icon={ArrowDown} isDisabled={place === methods.length - 1} onPress={() => onChange(moved(methods, place, 1))} />
              <IconButton label={words.login.remove(nameOf(method))} icon={Trash2} onPress={() => removeAt(place)} />
            </div>
          </li>
        ))}
      </ol>
      {says === undefined ? null : <p className="wrong" role="alert">{says}</p>}
      <MenuTrigger>
        <Button ref={add} className="button button-small" data-wrong={says !== undefined}><Plus aria-hidden="true" />{words.login.add}</Button>
        <Popover className="popover">
          <Menu className="menu" onAction={(key) => onChange([...methods, newMethod(key as AuthMethod["method"])])}>
            {METHODS.map((method) => <MenuItem key={method} id={method} className="menu-item">{words.methods[method]}</MenuItem>)}
          </Menu>
        </Popover>
      </MenuTrigger>
    </Fold>
  );
}

const nameOf = ({ method, file }: AuthDraft): string => (method === "key" && file !== "" ? file : words.methods[method]);

/** `SSH agent, 3 key files, Password`. */
function summary(methods: readonly AuthDraft[]): string {
  return METHODS.flatMap((method) => {
    const count = methods.filter((one) => one.method === method).length;
    return count === 0 ? [] : [count === 1 ? words.methods[method] : `${count} × ${words.methods[method]}`];
  }).join(", ");
}
