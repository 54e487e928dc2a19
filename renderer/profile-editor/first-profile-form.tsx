import { Button } from "react-aria-components";
import { words } from "../../src/shared/words/words.js";
import { Section } from "../controls/section.js";
import type { Draft } from "./draft/profile-draft.js";
import { ProfileField } from "./profile-field.js";

interface FirstProfileFormProps {
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
  readonly onMore: () => void;
}

/** The few things that a first profile cannot do without; its name is the gateway's until it gets another. */
export function FirstProfileForm({ draft, onChange, onMore }: FirstProfileFormProps) {
  const { gateway, ftp } = draft;
  const named = (host: string): string => (draft.name === "" || draft.name === gateway.host ? host : draft.name);
  return (
    <>
      <Section title={words.editor.gateway} says={words.editor.gatewaySays}>
        <div className="field-pair">
          <ProfileField
            path="gateway.host"
            label={words.editor.host}
            placeholder="www.spinach.com"
            value={gateway.host}
            onChange={(host) => onChange({ ...draft, name: named(host), gateway: { ...gateway, host } })}
          />
          <ProfileField
            path="gateway.port"
            label={words.editor.port}
            kind="port"
            placeholder="22"
            value={gateway.port}
            onChange={(port) => onChange({ ...draft, gateway: { ...gateway, port } })}
          />
        </div>
        <ProfileField
          path="gateway.username"
          label={words.editor.username}
          placeholder="olive"
          value={gateway.username}
          onChange={(username) => onChange({ ...draft, gateway: { ...gateway, username } })}
        />
      </Section>
      {ftp.mode === "relay" || ftp.mode === "range" ? (
        <Section title={words.editor.ftp}>
          <ProfileField
            path="ftp.target.host"
            label={words.editor.ftpServer}
            hint={words.editor.ftpServerHint[ftp.mode]}
            placeholder="popeye"
            value={ftp.host}
            onChange={(host) => onChange({ ...draft, ftp: { ...ftp, host } })}
          />
          {ftp.mode === "range" ? (
            <ProfileField
              path="ftp.passive"
              label={words.editor.passive}
              hint={words.editor.passiveHint}
              placeholder="2534-2536"
              value={ftp.passive}
              onChange={(passive) => onChange({ ...draft, ftp: { ...ftp, passive } })}
            />
          ) : null}
        </Section>
      ) : null}
      <div className="first-profile-more">
        <p className="hint">{words.firstRun.defaults}</p>
        <Button className="button button-small" onPress={onMore}>
          {words.firstRun.more}
        </Button>
      </div>
    </>
  );
}

/** The fields that stand there; what is wrong elsewhere needs the whole form. */
export const isInFirstProfileForm = (field: string): boolean =>
  /^(?:gateway\.(?:host|port|username)|ftp\.target\.host|ftp\.passive)$/.test(field);
