import { useEffect, useState } from "react";
import { Button } from "react-aria-components";
import type { Exported, ExportFormat } from "../../src/shared/import-export/export-format.js";
import type { Outcome } from "../../src/shared/ipc/contract.js";
import type { Profile } from "../../src/shared/profile/profile-schema.js";
import { describeFailure, words } from "../../src/shared/words/words.js";
import { CopyButton } from "../controls/copy-button.js";
import { Dialog } from "../controls/dialog.js";
import { Notice } from "../controls/notice.js";
import { Select } from "../controls/select.js";
import { callMain } from "../ipc/culvert-api.js";
import "./export.css";

/** A profile as another program's settings, or as the lines that its server needs: to read, to copy and to save. */
export function ExportDialog({ profile, onClose }: { readonly profile: Profile; readonly onClose: () => void }) {
  const [format, setFormat] = useState<ExportFormat>(profile.ftp?.mode === "range" ? "vsftpd" : "openssh");
  const [outcome, setOutcome] = useState<Outcome<Exported>>();
  const [saved, setSaved] = useState<Outcome<string | undefined>>();
  useEffect(() => {
    let isWanted = true;
    void callMain("export.text", { id: profile.id, format }).then((answer) => {
      if (isWanted) setOutcome(answer);
    });
    return () => {
      isWanted = false;
    };
  }, [profile.id, format]);
  const save = async (): Promise<void> => {
    const saved = await callMain("export.save", { id: profile.id, format });
    if (!saved.ok || saved.value !== undefined) setSaved(saved);
  };
  const choose = (chosen: ExportFormat): void => {
    setSaved(undefined);
    setFormat(chosen);
  };
  const exported = outcome?.ok === true ? outcome.value : undefined;
  return (
    <Dialog title={words.exporting.title} about={profile.name} onCancel={onClose}>
      <Select label={words.exporting.format} value={format} names={words.exportFormats} onChange={choose} />
      {outcome?.ok === false ? <Notice grade="danger" {...describeFailure(outcome.failure)} /> : null}
      {exported?.notes.map(({ code, what = "" }) => (
        <Notice key={code} grade="info" says={words.exportNotes[code](what)} />
      ))}
      {exported === undefined || exported.text === "" ? null : (
        <div className="export-text">
          <pre tabIndex={0} aria-label={words.exporting.text}>
            {exported.text}
          </pre>
          <CopyButton what={words.exporting.text} value={exported.text} />
        </div>
      )}
      {saved === undefined ? null : saved.ok ? (
        <Notice grade="info" says={words.exporting.saved(saved.value ?? "")} />
      ) : (
        <Notice grade="danger" {...describeFailure(saved.failure)} />
      )}
      <footer className="dialog-foot">
        <Button className="button" autoFocus onPress={onClose}>
          {words.exporting.close}
        </Button>
        <Button
          className="button button-primary"
          isDisabled={exported === undefined || exported.text === ""}
          onPress={() => void save()}
        >
          {words.exporting.save}
        </Button>
      </footer>
    </Dialog>
  );
}
