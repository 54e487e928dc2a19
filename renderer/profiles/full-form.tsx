import { words } from "../../src/shared/words/words.js";
import { Tick } from "../controls/checkbox.js";
import { Part } from "../controls/section.js";
import { ForwardList } from "./forward-list.js";
import { FtpFields } from "./ftp-fields.js";
import { HopFields } from "./hop-fields.js";
import { JumpHosts } from "./jump-hosts.js";
import { LoginMethods } from "./login-methods.js";
import { OldServer } from "./old-server-switch.js";
import type { Draft } from "./profile-draft.js";
import { Field } from "./profile-field.js";
import { ProxyFields } from "./proxy-fields.js";
import { KeptSecrets } from "./stored-secrets.js";

interface WholeFormProps {
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
  readonly hasSecrets: boolean;
}

/** Every field of a profile. */
export function WholeForm({ draft, onChange, hasSecrets }: WholeFormProps) {
  return (
    <>
      <Part>
        <Field at="name" label={words.editor.name} placeholder={words.editor.nameHint} autoFocus value={draft.name} onChange={(name) => onChange({ ...draft, name })} />
      </Part>
      <Part title={words.editor.gateway} says={words.editor.gatewaySays}>
        <HopFields at="gateway" hop={draft.gateway} onChange={(gateway) => onChange({ ...draft, gateway })} />
        {hasSecrets && draft.id !== undefined ? <KeptSecrets id={draft.id} /> : null}
        <LoginMethods at="gateway.auth" methods={draft.gateway.auth} onChange={(auth) => onChange({ ...draft, gateway: { ...draft.gateway, auth } })} />
        <JumpHosts hosts={draft.via} onChange={(via) => onChange({ ...draft, via })} />
        <ProxyFields proxy={draft.proxy} onChange={(proxy) => onChange({ ...draft, proxy })} />
        <OldServer isOld={draft.gateway.oldServer} onChange={(oldServer) => onChange({ ...draft, gateway: { ...draft.gateway, oldServer } })} />
      </Part>
      <Part title={words.editor.ftp}>
        <FtpFields ftp={draft.ftp} onChange={(ftp) => onChange({ ...draft, ftp })} />
      </Part>
      <Part title={words.editor.more}>
        <Tick label={words.editor.openAtStart} isSelected={draft.openAtStart} onChange={(openAtStart) => onChange({ ...draft, openAtStart })} />
        <ForwardList forwards={draft.forwards} onChange={(forwards) => onChange({ ...draft, forwards })} />
      </Part>
    </>
  );
}
