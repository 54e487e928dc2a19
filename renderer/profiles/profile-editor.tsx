import { useState } from "react";
import { Button } from "react-aria-components";
import type { Outcome } from "../../src/shared/contract.js";
import type { Failure } from "../../src/shared/failure.js";
import { readProfile } from "../../src/shared/profile-issues.js";
import type { Profile, ProfileId } from "../../src/shared/profile.js";
import { sayFailure } from "../../src/shared/words.js";
import { Notice } from "../controls/notice.js";
import { Tick } from "../controls/tick.js";
import { words } from "../words.js";
import { profileOf, type Draft } from "./draft.js";
import { Field } from "./field.js";
import { ForwardList } from "./forward-list.js";
import { FtpFields } from "./ftp-fields.js";
import { HopFields } from "./hop-fields.js";
import { IssuesContext, toShow } from "./issues.js";
import { JumpHosts } from "./jump-hosts.js";
import { KeptSecrets } from "./kept-secrets.js";
import { LoginMethods } from "./login-methods.js";
import { OldServer } from "./old-server.js";
import { ProxyFields } from "./proxy-fields.js";
import { Part } from "../controls/part.js";
import { useFirstWrong } from "./use-first-wrong.js";
import "./profile-editor.css";

interface ProfileEditorProps {
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
  /** The ids of the other profiles. */
  readonly taken: readonly ProfileId[];
  readonly isUp: boolean;
  readonly hasSecrets: boolean;
  readonly onSave: (profile: Profile) => Promise<Outcome<undefined>>;
  readonly onCancel: () => void;
}

/** A profile's form. A field is checked as it is left; saving checks all, and goes to the first that is wrong. */
export function ProfileEditor({ draft, onChange, taken, isUp, hasSecrets, onSave, onCancel }: ProfileEditorProps) {
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [tries, setTries] = useState(0);
  const [failure, setFailure] = useState<Failure>();
  const form = useFirstWrong(tries);

  const reading = readProfile(profileOf(draft, taken), taken);
  const issues = toShow(reading.ok ? [] : reading.issues, left, tries > 0);
  const leave = (field: string): void => setLeft((before) => (before.has(field) ? before : new Set(before).add(field)));
  const save = async (): Promise<void> => {
    setTries((before) => before + 1);
    if (!reading.ok) return;
    const outcome = await onSave(reading.profile);
    if (!outcome.ok) setFailure(outcome.failure);
  };

  return (
    <IssuesContext value={{ issues, leave }}>
      <form
        ref={form} className="editor" noValidate aria-labelledby="editor-title" onSubmit={(event) => { event.preventDefault(); void save(); }}
        onKeyDown={(event) => { if (event.key === "Escape" && !event.defaultPrevented && event.currentTarget.contains(event.target as Node)) onCancel(); }}
      >
        <div className="editor-body">
          <h1 id="editor-title">{draft.id === undefined ? words.editor.titleNew : words.editor.titleEdit}</h1>
          {isUp ? <Notice grade="info" says={words.editor.isOpen} /> : null}
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
        </div>
        <footer className="editor-foot">
          {failure === undefined ? null : <Notice grade="danger" {...sayFailure(failure)} />}
          <p className="wrong" role="status">{tries > 0 && issues.length > 0 ? words.editor.missing(new Set(issues.map(({ field }) => field)).size) : ""}</p>
          <Button className="button" onPress={onCancel}>{words.app.cancel}</Button>
          <Button className="button button-primary" type="submit">{words.editor.save}</Button>
        </footer>
      </form>
    </IssuesContext>
  );
}
