import { ArrowDown, ArrowUp, Plus, Trash2 } from "lucide-react";
import { useRef } from "react";
import { Button, Menu, MenuItem, MenuTrigger, Popover } from "react-aria-components";
import type { AuthMethod } from "../../../src/shared/profile/profile-schema.js";
import { words } from "../../../src/shared/words/words.js";
import { Disclosure } from "../../controls/disclosure.js";
import { IconButton } from "../../controls/icon-button.js";
import { useAnyIssue, useFieldIssue } from "../field-issues.js";
import { moveBy, replaceAt, withoutAt } from "../list-edits.js";
import { LoginMethodFields } from "./login-method-fields.js";
import { newMethod, type AuthDraft } from "../draft/hop-draft.js";

interface LoginMethodsProps {
  readonly path: string;
  readonly methods: readonly AuthDraft[];
  readonly onChange: (methods: readonly AuthDraft[]) => void;
}

const METHODS = Object.keys(words.methods) as AuthMethod["method"][];

/** The ways to log in, in the order in which they are tried. */
export function LoginMethods({ path, methods, onChange }: LoginMethodsProps) {
  const add = useRef<HTMLButtonElement>(null);
  const removeAt = (index: number): void => {
    add.current?.focus(); // the button that was pressed goes with its entry
    onChange(withoutAt(methods, index));
    leave();
  };
  const mustShow = useAnyIssue([path]);
  const { says, leave } = useFieldIssue(path);
  return (
    <Disclosure title={words.login.title} summary={summary(methods)} forceExpanded={mustShow}>
      <p className="hint">{words.login.says}</p>
      <ol className="entries">
        {methods.map((method, index) => (
          <li key={method.key} className="auth-method">
            <LoginMethodFields
              path={`${path}[${index}]`}
              method={method}
              onChange={(next) => onChange(replaceAt(methods, index, next))}
            />
            <div className="auth-method-tools">
              <IconButton
                label={words.login.up(nameOf(method))}
                icon={ArrowUp}
                isDisabled={index === 0}
                onPress={() => onChange(moveBy(methods, index, -1))}
              />
              <IconButton
                label={words.login.down(nameOf(method))}
                icon={ArrowDown}
                isDisabled={index === methods.length - 1}
                onPress={() => onChange(moveBy(methods, index, 1))}
              />
              <IconButton label={words.login.remove(nameOf(method))} icon={Trash2} onPress={() => removeAt(index)} />
            </div>
          </li>
        ))}
      </ol>
      {says === undefined ? null : (
        <p className="error-text" role="alert">
          {says}
        </p>
      )}
      <MenuTrigger>
        <Button ref={add} className="button button-small" data-wrong={says !== undefined}>
          <Plus aria-hidden="true" />
          {words.login.add}
        </Button>
        <Popover className="popover">
          <Menu className="menu" onAction={(key) => onChange([...methods, newMethod(key as AuthMethod["method"])])}>
            {METHODS.map((method) => (
              <MenuItem key={method} id={method} className="menu-item">
                {words.methods[method]}
              </MenuItem>
            ))}
          </Menu>
        </Popover>
      </MenuTrigger>
    </Disclosure>
  );
}

const nameOf = ({ method, file }: AuthDraft): string =>
  method === "key" && file !== "" ? file : words.methods[method];

/** `SSH agent, 3 key files, Password`. */
function summary(methods: readonly AuthDraft[]): string {
  return METHODS.flatMap((method) => {
    const count = methods.filter((one) => one.method === method).length;
    return count === 0 ? [] : [count === 1 ? words.methods[method] : `${count} × ${words.methods[method]}`];
  }).join(", ");
}
