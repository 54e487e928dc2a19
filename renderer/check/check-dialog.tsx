import { useState } from "react";
import { Button } from "react-aria-components";
import type { CheckStatus } from "../../src/shared/check/finding.js";
import type { Profile } from "../../src/shared/profile/profile-schema.js";
import type { Failure } from "../../src/shared/status/failure.js";
import { describeFailure, words } from "../../src/shared/words/words.js";
import { Dialog } from "../controls/dialog.js";
import { Notice } from "../controls/notice.js";
import { SecretInput } from "../controls/secret-input.js";
import { TextInput } from "../controls/text-input.js";
import { callMain } from "../ipc/culvert-api.js";
import { CheckVerdict } from "./check-verdict.js";
import { CopyReport } from "./copy-report.js";
import { FindingLists } from "./finding-lists.js";
import "./check.css";

interface CheckDialogProps {
  readonly profile: Profile;
  /** The profile's latest check; nothing before the first. */
  readonly check: CheckStatus | undefined;
  readonly onClose: () => void;
}

/** “Will my FTP program work?”: findings as they come, what to do about each, and a report for others. The buttons stay while the rest scrolls. */
export function CheckDialog({ profile, check, onClose }: CheckDialogProps) {
  const [username, setUsername] = useState("");
  const [password, setPassword] = useState("");
  const [failure, setFailure] = useState<Failure>();
  const isRunning = check?.state === "running";
  const hasFtpServer = profile.ftp?.mode === "relay" || profile.ftp?.mode === "range";
  const start = async (): Promise<void> => {
    const outcome = await callMain("checks.start", {
      profile: profile.id,
      ...(username === "" ? {} : { ftpLogin: { username, password } }),
    });
    setFailure(outcome.ok ? undefined : outcome.failure);
  };
  const close = (): void => {
    if (isRunning) void callMain("checks.stop", profile.id);
    onClose();
  };
  return (
    <Dialog
      title={profile.ftp === undefined ? words.check.titleWithoutFtp : words.check.title}
      about={profile.name}
      onCancel={close}
      isWide
    >
      <form
        className="check-form"
        onSubmit={(event) => {
          event.preventDefault();
          void start();
        }}
      >
        <div className="check-body">
          {check === undefined ? <p>{words.check.intro}</p> : null}
          {failure === undefined ? null : <Notice grade="danger" {...describeFailure(failure)} />}
          {check === undefined ? null : <CheckVerdict profile={profile} check={check} />}
          {check === undefined ? null : <FindingLists check={check} />}
          {hasFtpServer && !isRunning ? (
            <div className="check-login">
              <TextInput label={words.check.ftpUser} value={username} onChange={setUsername} placeholder="anonymous" />
              <SecretInput label={words.check.ftpPassword} value={password} onChange={setPassword} />
              <p className="hint">{words.check.ftpLoginSays}</p>
            </div>
          ) : null}
        </div>
        <footer className="dialog-foot">
          {check === undefined || isRunning ? null : <CopyReport profile={profile} findings={check.findings} />}
          <Button className="button" onPress={close}>
            {words.check.close}
          </Button>
          {isRunning ? (
            <Button className="button" onPress={() => void callMain("checks.stop", profile.id)}>
              {words.check.cancel}
            </Button>
          ) : (
            <Button className="button button-primary" type="submit" autoFocus>
              {check === undefined ? words.check.start : words.check.again}
            </Button>
          )}
        </footer>
      </form>
    </Dialog>
  );
}
