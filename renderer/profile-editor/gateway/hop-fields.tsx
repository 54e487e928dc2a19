import { words } from "../../../src/shared/words/words.js";
import type { HopDraft } from "../draft/hop-draft.js";
import { ProfileField } from "../profile-field.js";

interface HopFieldsProps {
  readonly path: string;
  readonly hop: HopDraft;
  readonly onChange: (hop: HopDraft) => void;
}

/** Where an SSH server is and as whom to log in: the gateway, or a jump host. */
export function HopFields({ path, hop, onChange }: HopFieldsProps) {
  return (
    <>
      <div className="field-pair">
        <ProfileField
          path={`${path}.host`}
          label={words.editor.host}
          placeholder="www.spinach.com"
          value={hop.host}
          onChange={(host) => onChange({ ...hop, host })}
        />
        <ProfileField
          path={`${path}.port`}
          label={words.editor.port}
          kind="port"
          placeholder="22"
          value={hop.port}
          onChange={(port) => onChange({ ...hop, port })}
        />
      </div>
      <ProfileField
        path={`${path}.username`}
        label={words.editor.username}
        placeholder="olive"
        value={hop.username}
        onChange={(username) => onChange({ ...hop, username })}
      />
    </>
  );
}
