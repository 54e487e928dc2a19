import { words } from "../../../src/shared/words/words.js";
import { Checkbox } from "../../controls/checkbox.js";
import { Disclosure } from "../../controls/disclosure.js";
import { Notice } from "../../controls/notice.js";
import { Select } from "../../controls/select.js";
import { USUAL_SPOOL, type DeviceDraft } from "../draft/device-draft.js";
import { useAnyIssue, useFieldIssue } from "../field-issues.js";
import { ProfileField } from "../profile-field.js";

interface DeviceFieldsProps {
  readonly devices: DeviceDraft;
  readonly onChange: (devices: DeviceDraft) => void;
}

/** What scanners, cameras and loggers need of a bridge: how they write names, and where their files wait while the link is down. */
export function DeviceFields({ devices, onChange }: DeviceFieldsProps) {
  const mustShow = useAnyIssue(["ftp.spool", "ftp.spoolAccepts", "ftp.charset"]);
  const { says: spoolMissing } = useFieldIssue("ftp.spool");
  const text = words.devices;
  const { charset, spoolFolder, spoolMost, spoolAccepts } = devices;
  const set = (change: Partial<DeviceDraft>): void => onChange({ ...devices, ...change });
  const keeps = spoolFolder.trim() !== "" && spoolAccepts;
  return (
    <Disclosure
      title={text.title}
      summary={text.summary(text.charsets[charset], keeps ? spoolMost : undefined)}
      forceExpanded={mustShow}
    >
      <Select
        label={text.charset}
        hint={text.charsetSays}
        value={charset}
        names={text.charsets}
        onChange={(chosen) => set({ charset: chosen })}
      />
      <div className="field-pair">
        <ProfileField
          path="ftp.spool.folder"
          label={text.spoolFolder}
          hint={text.spoolFolderSays}
          placeholder="~/culvert-spool"
          value={spoolFolder}
          onChange={(folder) => set({ spoolFolder: folder })}
        />
        <ProfileField
          path="ftp.spool.most"
          label={text.spoolMost}
          placeholder={USUAL_SPOOL}
          value={spoolMost}
          onChange={(most) => set({ spoolMost: most })}
        />
      </div>
      <Checkbox
        label={text.spoolAccepts}
        hint={text.spoolAcceptsSays}
        isSelected={spoolAccepts}
        onChange={(accepts) => set({ spoolAccepts: accepts })}
      />
      {spoolMissing === undefined ? null : <Notice grade="danger" says={spoolMissing} />}
      {keeps ? <Notice grade="warning" says={text.acceptsWarning} remedy={text.acceptsRemedy} /> : null}
    </Disclosure>
  );
}
