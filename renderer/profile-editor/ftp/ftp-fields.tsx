import { useState } from "react";
import { Label, RadioButton, RadioField, RadioGroup, Text } from "react-aria-components";
import { isLoopback } from "../../../src/shared/profile/listen-host.js";
import { words } from "../../../src/shared/words/words.js";
import { Checkbox } from "../../controls/checkbox.js";
import { Disclosure } from "../../controls/disclosure.js";
import { ClientTlsFields } from "./client-tls-fields.js";
import { DeviceFields } from "./device-fields.js";
import { ExposureFields } from "./exposure-fields.js";
import { Notice } from "../../controls/notice.js";
import { useAnyIssue, useFieldIssue } from "../field-issues.js";
import type { FtpDraft, FtpMode } from "../draft/ftp-draft.js";
import { ProfileField } from "../profile-field.js";
import { TlsFields } from "./tls-fields.js";

interface FtpFieldsProps {
  readonly ftp: FtpDraft;
  readonly onChange: (ftp: FtpDraft) => void;
}

/** How FTP is carried, and what that way needs to know. */
export function FtpFields({ ftp, onChange }: FtpFieldsProps) {
  const mustShow = useAnyIssue(["ftp.listen", "ftp.allow", "ftp.dataPorts", "ftp.login"]);
  const { says: anyLoginIssue } = useFieldIssue("ftp.login.any");
  const [listens, setListens] = useState(ftp.listenHost.trim()); // as it was when the box was left: half an address says nothing
  return (
    <>
      <RadioGroup
        name="ftp.mode"
        className="modes"
        value={ftp.mode}
        onChange={(mode) => onChange({ ...ftp, mode: mode as FtpMode })}
      >
        <Label>{words.editor.mode}</Label>
        <div className="mode-list">
          {(Object.keys(words.modes) as FtpMode[]).map((mode) => (
            <Mode key={mode} mode={mode} />
          ))}
        </div>
      </RadioGroup>
      {ftp.mode === "range" || ftp.mode === "relay" ? (
        <div className="field-pair">
          <ProfileField
            path="ftp.target.host"
            label={words.editor.ftpServer}
            hint={words.editor.ftpServerHint[ftp.mode]}
            placeholder="popeye"
            value={ftp.host}
            onChange={(host) => onChange({ ...ftp, host })}
          />
          <ProfileField
            path="ftp.target.port"
            label={words.editor.port}
            kind="port"
            placeholder="21"
            value={ftp.port}
            onChange={(port) => onChange({ ...ftp, port })}
          />
        </div>
      ) : null}
      {ftp.mode === "relay" ? <TlsFields ftp={ftp} onChange={onChange} /> : null}
      {ftp.mode === "range" ? (
        <ProfileField
          path="ftp.passive"
          label={words.editor.passive}
          hint={words.editor.passiveHint}
          placeholder="2534-2536"
          value={ftp.passive}
          onChange={(passive) => onChange({ ...ftp, passive })}
        />
      ) : null}
      {ftp.mode === "relay" ? (
        <Checkbox
          label={words.editor.ahead}
          hint={words.editor.aheadSays}
          isSelected={ftp.ahead}
          onChange={(ahead) => onChange({ ...ftp, ahead })}
        />
      ) : null}
      {ftp.mode === "bridge" ? (
        <Checkbox
          label={words.editor.anyLogin}
          hint={words.editor.anyLoginSays}
          isSelected={ftp.anyLogin}
          onChange={(anyLogin) => onChange({ ...ftp, anyLogin })}
        />
      ) : null}
      {ftp.mode === "bridge" && anyLoginIssue !== undefined ? <Notice grade="danger" says={anyLoginIssue} /> : null}
      {ftp.mode === "none" ? null : (
        <Disclosure
          title={words.editor.listenSays}
          summary={`${ftp.listenHost}:${ftp.listenPort}`}
          forceExpanded={mustShow}
        >
          <div className="field-pair" onBlur={() => setListens(ftp.listenHost.trim())}>
            <ProfileField
              path="ftp.listen.host"
              label={words.editor.listen}
              placeholder="127.0.0.1"
              value={ftp.listenHost}
              onChange={(listenHost) => onChange({ ...ftp, listenHost })}
            />
            <ProfileField
              path="ftp.listen.port"
              label={words.editor.listenPort}
              kind="port"
              placeholder="2121"
              value={ftp.listenPort}
              onChange={(listenPort) => onChange({ ...ftp, listenPort })}
            />
          </div>
          <Checkbox
            label={words.editor.allowOtherUsers}
            hint={words.editor.allowOtherUsersSays}
            isSelected={ftp.allowOtherUsers}
            onChange={(allowOtherUsers) => onChange({ ...ftp, allowOtherUsers })}
          />
        </Disclosure>
      )}
      {ftp.mode === "relay" || ftp.mode === "bridge" ? <ClientTlsFields ftp={ftp} onChange={onChange} /> : null}
      {ftp.mode === "bridge" ? (
        <DeviceFields devices={ftp.devices} onChange={(devices) => onChange({ ...ftp, devices })} />
      ) : null}
      {ftp.mode !== "none" && listens !== "" && !isLoopback(listens) ? (
        <ExposureFields ftp={ftp} mode={ftp.mode} onChange={onChange} />
      ) : null}
    </>
  );
}

function Mode({ mode }: { readonly mode: FtpMode }) {
  return (
    <RadioField value={mode} className="mode">
      <RadioButton className="mode-button">
        <span className="mode-dot" aria-hidden="true" />
        {words.modes[mode].name}
      </RadioButton>
      <Text slot="description" className="hint">
        {words.modes[mode].says}
      </Text>
    </RadioField>
  );
}
