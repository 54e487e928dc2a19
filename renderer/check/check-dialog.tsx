import { useState } from "react";
import { Button } from "react-aria-components";
import type { CheckStatus } from "../../src/shared/check/finding.js";
import type { Profile } from "../../src/shared/profile/profile-schema.js";
import type { Failure } from "../../src/shared/status/failure.js";
import { sayFailure, words } from "../../src/shared/words/words.js";
import { Sheet } from "../controls/dialog.js";
import { Notice } from "../controls/notice.js";
import { SecretLine } from "../controls/secret-input.js";
import { TextLine } from "../controls/text-input.js";
import { ask } from "../ipc/culvert-api.js";
import { CheckVerdict } from "./check-verdict.js";
import { CopyReport } from "./copy-report.js";
import { FindingItem } from "./finding-item.js";
import "./check.css";

interface CheckSheetProps {
  readonly profile: Profile;
  /** The profile's latest check; nothing before the first. */
  readonly check: CheckStatus | undefined;
  readonly onClose: () => void;
}

/** “Will my FTP program work?”: findings as they come, what to do about each, and a report for others. */
export function CheckSheet({ profile, check, onClose }: CheckSheetProps) {
  const [username, setUsername] = useState("");
  const [password, setPassword] = useState("");
  const [failure, setFailure] = useState<Failure>();
  const isRunning = check?.state === "running";
  const hasFtpServer = profile.ftp?.mode === "relay" || profile.ftp?.mode === "range";
  const start = async (): Promise<void> => {
    const outcome = await ask("checks.start", { profile: profile.id, ...(username === "" ? {} : { ftpLogin: { username, password } }) });
    setFailure(outcome.ok ? undefined : outcome.failure);
  };
  const close = (): void => {
    if (isRunning) void ask("checks.stop", profile.id);
    onClose();
  };
  return (
    <Sheet title={profile.ftp === undefined ? words.check.titleWithoutFtp : words.check.title} about={profile.name} onCancel={close} isWide>
      <form onSubmit={(event) => { event.preventDefault(); void start(); }}>
        {check === undefined ? <p>{words.check.intro}</p> : null}
        {failure === undefined ? null : <Notice grade="danger" {...sayFailure(failure)} />}
        {hasFtpServer && !isRunning ? (
          <div className="check-login">
            <TextLine label={words.check.ftpUser} value={username} onChange={setUsername} placeholder="anonymous" />
            <SecretLine label={words.check.ftpPassword} value={password} onChange={setPassword} />
            <p className="hint">{words.check.ftpLoginSays}</p>
          </div>
        ) : null}
        {check === undefined ? null : <CheckVerdict profile={profile} check={check} />}
        {check === undefined || check.findings.length === 0 ? null : (
          <ol className="findings" aria-label={words.check.findings} tabIndex={0}>
            {check.findings.map((finding, place) => <FindingItem key={place} finding={finding} />)}
          </ol>
        )}
        <footer className="sheet-foot">
          {check === undefined || isRunning ? null : <CopyReport profile={profile} findings={check.findings} />}
          <Button className="button" onPress={close}>{words.check.close}</Button>
          {isRunning
            ? <Button className="button" onPress={() => void ask("checks.stop", profile.id)}>{words.check.cancel}</Button>
            : <Button className="button button-primary" type="submit" autoFocus>{check === undefined ? words.check.start : words.check.again}</Button>}
        </footer>
      </form>
    </Sheet>
  );
}
