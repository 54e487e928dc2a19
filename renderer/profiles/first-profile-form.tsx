import { Button } from "react-aria-components";
import { words } from "../../src/shared/words/words.js";
import { Part } from "../controls/section.js";
import type { Draft } from "./profile-draft.js";
import { Field } from "./profile-field.js";

interface BriefFieldsProps {
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
  readonly onMore: () => void;
}

/** The few things that a first profile cannot do without; its name is the gateway's until it gets another. */
export function BriefFields({ draft, onChange, onMore }: BriefFieldsProps) {
  const { gateway, ftp } = draft;
  const named = (host: string): string => (draft.name === "" || draft.name === gateway.host ? host : draft.name);
  return (
    <>
      <Part title={words.editor.gateway} says={words.editor.gatewaySays}>
        <Field at="gateway.host" label={words.editor.host} placeholder="www.spinach.com" autoFocus value={gateway.host} onChange={(host) => onChange({ ...draft, name: named(host), gateway: { ...gateway, host } })} />
        <Field at="gateway.username" label={words.editor.username} placeholder="olive" value={gateway.username} onChange={(username) => onChange({ ...draft, gateway: { ...gateway, username } })} />
      </Part>
      {ftp.mode === "relay" || ftp.mode === "range" ? (
        <Part title={words.editor.ftp}>
          <Field at="ftp.target.host" label={words.editor.ftpServer} hint={words.editor.ftpServerHint[ftp.mode]} placeholder="popeye" value={ftp.host} onChange={(host) => onChange({ ...draft, ftp: { ...ftp, host } })} />
          {ftp.mode === "range" ? <Field at="ftp.passive" label={words.editor.passive} hint={words.editor.passiveHint} placeholder="2534-2536" value={ftp.passive} onChange={(passive) => onChange({ ...draft, ftp: { ...ftp, passive } })} /> : null}
        </Part>
      ) : null}
      <div className="brief-more">
        <p className="hint">{words.firstRun.defaults}</p>
        <Button className="button button-small" onPress={onMore}>{words.firstRun.more}</Button>
      </div>
    </>
  );
}

/** The fields that stand there; what is wrong elsewhere needs the whole form. */
export const isInBrief = (field: string): boolean => /^(?:gateway\.(?:host|username)|ftp\.target\.host|ftp\.passive)$/.test(field);
