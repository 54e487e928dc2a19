import { Eye, EyeOff, Pencil } from "lucide-react";
import { useEffect, useState } from "react";
import { bridgePasswordSchema, type BridgeLogin } from "../../../src/shared/profile/bridge-login.js";
import type { Profile } from "../../../src/shared/profile/profile-schema.js";
import type { Failure } from "../../../src/shared/status/failure.js";
import { describeFailure, words } from "../../../src/shared/words/words.js";
import { Dialog } from "../../controls/dialog.js";
import { FormFooter } from "../../controls/form-footer.js";
import { IconButton } from "../../controls/icon-button.js";
import { SecretInput } from "../../controls/secret-input.js";
import { callMain } from "../../ipc/culvert-api.js";
import { CopyableValue } from "./copyable-value.js";

/** What the FTP program logs in to a bridge with. It is asked for only while it is on screen, and the password is hidden at first. */
export function BridgeLoginDetails({ profile }: { readonly profile: Profile }) {
  const [login, setLogin] = useState<BridgeLogin>();
  const [isShown, setShown] = useState(false);
  const [isChanging, setChanging] = useState(false);
  const load = (): void =>
    void callMain("bridge.login", profile.id).then((outcome) => setLogin(outcome.ok ? outcome.value : undefined));
  useEffect(load, [profile.id]);

  if (login === undefined)
    return profile.ftp?.mode === "bridge" && profile.ftp.login?.any === true ? (
      <CopyableValue name={words.tunnel.user} value={words.tunnel.anyLogin} />
    ) : null;
  return (
    <>
      <CopyableValue name={words.tunnel.user} value={login.username} isCopied />
      <CopyableValue
        name={words.tunnel.password}
        value={login.password}
        shown={isShown ? login.password : "••••••••"}
        isCopied
      >
        <IconButton
          label={isShown ? words.tunnel.hidePassword : words.tunnel.showPassword}
          icon={isShown ? EyeOff : Eye}
          onPress={() => setShown(!isShown)}
        />
        <IconButton label={words.tunnel.changePassword} icon={Pencil} onPress={() => setChanging(true)} />
      </CopyableValue>
      {isChanging ? (
        <ChangePassword
          profile={profile}
          onDone={() => {
            setChanging(false);
            load();
          }}
        />
      ) : null}
    </>
  );
}

function ChangePassword({ profile, onDone }: { readonly profile: Profile; readonly onDone: () => void }) {
  const [password, setPassword] = useState("");
  const [failure, setFailure] = useState<Failure>();
  const isFit = bridgePasswordSchema.safeParse(password).success;
  const change = async (): Promise<void> => {
    const outcome = await callMain("bridge.changePassword", { id: profile.id, password });
    if (outcome.ok) onDone();
    else setFailure(outcome.failure);
  };
  return (
    <Dialog title={words.tunnel.changePassword} about={words.questions.for(profile.name)} onCancel={onDone}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (isFit) void change();
        }}
      >
        <p>{words.tunnel.changePasswordSays}</p>
        <SecretInput
          label={words.tunnel.newPassword}
          value={password}
          onChange={setPassword}
          error={failure === undefined ? undefined : describeFailure(failure).says}
          autoFocus
        />
        <FormFooter submit={words.tunnel.changePasswordDo} tone="primary" isDisabled={!isFit} onCancel={onDone} />
      </form>
    </Dialog>
  );
}
