import { words } from "../../src/shared/words/words.js";
import type { HopDraft } from "./profile-draft.js";
import { Field } from "./profile-field.js";

interface HopFieldsProps {
  readonly at: string;
  readonly hop: HopDraft;
  readonly onChange: (hop: HopDraft) => void;
}

/** Where an SSH server is and as whom to log in: the gateway, or a jump host. */
export function HopFields({ at, hop, onChange }: HopFieldsProps) {
  return (
    <>
      <div className="pair">
        <Field at={`${at}.host`} label={words.editor.host} placeholder="www.spinach.com" value={hop.host} onChange={(host) => onChange({ ...hop, host })} />
        <Field at={`${at}.port`} label={words.editor.port} kind="port" placeholder="22" value={hop.port} onChange={(port) => onChange({ ...hop, port })} />
      </div>
      <Field at={`${at}.username`} label={words.editor.username} placeholder="olive" value={hop.username} onChange={(username) => onChange({ ...hop, username })} />
    </>
  );
}
