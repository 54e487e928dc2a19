import { Button } from "react-aria-components";
import { words } from "../../../src/shared/words/words.js";
import { callMain } from "../../ipc/culvert-api.js";
import type { AuthDraft } from "../draft/hop-draft.js";
import { ProfileField } from "../profile-field.js";

interface MethodFieldsProps {
  readonly path: string;
  readonly method: AuthDraft;
  readonly onChange: (method: AuthDraft) => void;
}

/** One way to log in, with the file or socket that belongs to it. */
export function LoginMethodFields({ path, method, onChange }: MethodFieldsProps) {
  const choose = async (): Promise<void> => {
    const chosen = await callMain("files.chooseKey");
    if (chosen.ok && chosen.value !== undefined) onChange({ ...method, file: chosen.value });
  };
  switch (method.method) {
    case "key":
      return (
        <div className="auth-method-main">
          <ProfileField
            path={`${path}.file`}
            label={words.login.file}
            kind="code"
            placeholder="~/.ssh/id_ed25519"
            value={method.file}
            onChange={(file) => onChange({ ...method, file })}
            adornment={
              <Button className="button" onPress={() => void choose()}>
                {words.login.choose}
              </Button>
            }
          />
          {method.certificate === undefined ? null : (
            <ProfileField
              path={`${path}.certificate`}
              label={words.login.certificate}
              kind="code"
              placeholder={words.login.certificateHint}
              value={method.certificate}
              onChange={(certificate) => onChange({ ...method, certificate })}
            />
          )}
        </div>
      );
    case "agent":
      return (
        <div className="auth-method-main">
          <p className="auth-method-name">{words.methods.agent}</p>
          <ProfileField
            path={`${path}.socket`}
            label={words.login.socket}
            kind="code"
            placeholder={words.login.socketHint}
            value={method.socket}
            onChange={(socket) => onChange({ ...method, socket })}
          />
          <ProfileField
            path={`${path}.identity`}
            label={words.login.identity}
            kind="code"
            placeholder={words.login.identityHint}
            value={method.identity}
            onChange={(identity) => onChange({ ...method, identity })}
          />
        </div>
      );
    case "keyboard-interactive":
    case "password":
      return <p className="auth-method-main auth-method-name">{words.methods[method.method]}</p>;
  }
}
