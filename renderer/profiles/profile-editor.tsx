import { useState } from "react";
import { Button } from "react-aria-components";
import type { Outcome } from "../../src/shared/ipc/contract.js";
import { readProfile } from "../../src/shared/profile/profile-issues.js";
import type { Profile, ProfileId } from "../../src/shared/profile/profile-schema.js";
import type { Failure } from "../../src/shared/status/failure.js";
import { sayFailure, words } from "../../src/shared/words/words.js";
import { Notice } from "../controls/notice.js";
import { IssuesContext, toShow } from "./field-issues.js";
import { BriefFields, isInBrief } from "./first-profile-form.js";
import { WholeForm } from "./full-form.js";
import { profileOf, type Draft } from "./profile-draft.js";
import { useFirstWrong } from "./use-focus-first-error.js";
import "./profile-editor.css";

interface ProfileEditorProps {
  readonly draft: Draft;
  /** Begin with the few fields that a first profile needs. */
  readonly isBrief: boolean;
  readonly onChange: (draft: Draft) => void;
  /** The ids of the other profiles. */
  readonly taken: readonly ProfileId[];
  readonly isUp: boolean;
  readonly hasSecrets: boolean;
  readonly onSave: (profile: Profile) => Promise<Outcome<undefined>>;
  readonly onCancel: () => void;
}

/** A profile's form. A field is checked as it is left; saving checks all, and goes to the first that is wrong. */
export function ProfileEditor({ draft, isBrief, onChange, taken, isUp, hasSecrets, onSave, onCancel }: ProfileEditorProps) {
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set());
  const [tries, setTries] = useState(0);
  const [isWhole, setWhole] = useState(!isBrief);
  const [failure, setFailure] = useState<Failure>();
  const form = useFirstWrong(tries);

  const reading = readProfile(profileOf(draft, taken), taken);
  const wrong = reading.ok ? [] : reading.issues.filter(({ field }) => isWhole || field !== "name" || draft.name !== ""); // the brief form asks for none: it follows the host
  const issues = toShow(wrong, left, tries > 0);
  const leave = (field: string): void => setLeft((before) => (before.has(field) ? before : new Set(before).add(field)));
  const save = async (): Promise<void> => {
    setTries((before) => before + 1);
    if (wrong.some(({ field }) => !isInBrief(field))) setWhole(true); // and it stays so, whatever is typed then
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
          {isWhole ? <WholeForm draft={draft} onChange={onChange} hasSecrets={hasSecrets} /> : <BriefFields draft={draft} onChange={onChange} onMore={() => setWhole(true)} />}
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
