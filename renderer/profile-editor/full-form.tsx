import { words } from "../../src/shared/words/words.js";
import { Checkbox } from "../controls/checkbox.js";
import { Section } from "../controls/section.js";
import { ForwardList } from "./forwards/forward-list.js";
import { FtpFields } from "./ftp/ftp-fields.js";
import { HopFields } from "./gateway/hop-fields.js";
import { JumpHosts } from "./gateway/jump-hosts.js";
import { LoginMethods } from "./gateway/login-methods.js";
import { OldServerSwitch } from "./gateway/old-server-switch.js";
import type { Draft } from "./draft/profile-draft.js";
import { ProfileField } from "./profile-field.js";
import { ProxyFields } from "./gateway/proxy-fields.js";
import { RevokedKeysField } from "./gateway/revoked-keys-field.js";
import { StoredSecrets } from "./stored-secrets.js";

interface FullFormProps {
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
  readonly hasSecrets: boolean;
  /** Whether it begins with the name. */
  readonly focusesName: boolean;
}

/** Every field of a profile. */
export function FullForm({ draft, onChange, hasSecrets, focusesName }: FullFormProps) {
  return (
    <>
      <Section>
        <ProfileField
          path="name"
          label={words.editor.name}
          placeholder={words.editor.nameHint}
          autoFocus={focusesName}
          value={draft.name}
          onChange={(name) => onChange({ ...draft, name })}
        />
      </Section>
      <Section title={words.editor.gateway} says={words.editor.gatewaySays}>
        <HopFields path="gateway" hop={draft.gateway} onChange={(gateway) => onChange({ ...draft, gateway })} />
        {hasSecrets && draft.id !== undefined ? <StoredSecrets id={draft.id} /> : null}
        <LoginMethods
          path="gateway.auth"
          methods={draft.gateway.auth}
          onChange={(auth) => onChange({ ...draft, gateway: { ...draft.gateway, auth } })}
        />
        <JumpHosts hosts={draft.via} onChange={(via) => onChange({ ...draft, via })} />
        <ProxyFields proxy={draft.proxy} onChange={(proxy) => onChange({ ...draft, proxy })} />
        <OldServerSwitch
          path="gateway.oldServer"
          isSelected={draft.gateway.oldServer}
          onChange={(oldServer) => onChange({ ...draft, gateway: { ...draft.gateway, oldServer } })}
        />
        <RevokedKeysField
          path="gateway.revokedHostKeys"
          hop={draft.gateway}
          onChange={(revokedHostKeys) => onChange({ ...draft, gateway: { ...draft.gateway, revokedHostKeys } })}
        />
        <Checkbox
          name="gateway.noDelay"
          label={words.noDelay.ask}
          hint={words.noDelay.says}
          isSelected={draft.gateway.noDelay}
          onChange={(noDelay) => onChange({ ...draft, gateway: { ...draft.gateway, noDelay } })}
        />
      </Section>
      <Section title={words.editor.ftp}>
        <FtpFields ftp={draft.ftp} onChange={(ftp) => onChange({ ...draft, ftp })} />
      </Section>
      <Section title={words.editor.more}>
        <ProfileField
          path="group"
          label={words.editor.group}
          hint={words.editor.groupHint}
          value={draft.group}
          onChange={(group) => onChange({ ...draft, group })}
        />
        <Checkbox
          label={words.editor.openAtStart}
          isSelected={draft.openAtStart}
          onChange={(openAtStart) => onChange({ ...draft, openAtStart })}
        />
        <ForwardList forwards={draft.forwards} onChange={(forwards) => onChange({ ...draft, forwards })} />
      </Section>
    </>
  );
}
