import { useState } from "react";
import { Button } from "react-aria-components";
import type { Outcome } from "../../src/shared/ipc/contract.js";
import { parseProfile } from "../../src/shared/profile/profile-issues.js";
import type { Profile, ProfileId } from "../../src/shared/profile/profile-schema.js";
import type { Failure } from "../../src/shared/status/failure.js";
import { describeFailure, words } from "../../src/shared/words/words.js";
import { Notice } from "../controls/notice.js";
import { Section } from "../controls/section.js";
import { DestinationField } from "./destination/destination-field.js";
import { IssuesContext, visibleIssues } from "./field-issues.js";
import { FirstProfileForm, isInFirstProfileForm } from "./first-profile-form.js";
import { FullForm } from "./full-form.js";
import { profileOf, type Draft } from "./draft/profile-draft.js";
import { useConfiguredHosts } from "./destination/use-configured-hosts.js";
import { useFocusField, useFocusFirstError } from "./use-focus-first-error.js";
import "./profile-editor.css";

interface ProfileEditorProps {
  readonly draft: Draft;
  /** Begin with the few fields that a first profile needs. */
  readonly isFirstProfile: boolean;
  /** The field to begin at, `gateway.host`; empty for the first. */
  readonly focusPath: string;
  readonly onChange: (draft: Draft) => void;
  /** The ids of the other profiles. */
  readonly taken: readonly ProfileId[];
  readonly isUp: boolean;
  /** Whether it was being edited in a window that is gone. */
  readonly isRestored: boolean;
  readonly hasSecrets: boolean;
  /** Whether its tunnel can be opened once it is saved. */
  readonly mayConnect: boolean;
  readonly defaultKey: string | undefined;
  /** @param connects open its tunnel then */
  readonly onSave: (profile: Profile, connects: boolean) => Promise<Outcome<unknown>>;
  readonly onCancel: () => void;
}

/** A profile's form. A field is checked as it is left; saving checks all, and goes to the first that is wrong. */
export function ProfileEditor({
  draft,
  isFirstProfile,
  focusPath,
  onChange,
  taken,
  isUp,
  isRestored,
  hasSecrets,
  mayConnect,
  defaultKey,
  onSave,
  onCancel,
}: ProfileEditorProps) {
  const hosts = useConfiguredHosts();
  const [visitedFields, setVisitedFields] = useState<ReadonlySet<string>>(new Set());
  const [tries, setTries] = useState(0);
  const [showsAllFields, setShowsAllFields] = useState(!isFirstProfile);
  const [failure, setFailure] = useState<Failure>();
  const form = useFocusFirstError(tries);
  useFocusField(form, focusPath);

  const reading = parseProfile(profileOf(draft, taken), taken);
  const relevantIssues = reading.ok
    ? []
    : reading.issues.filter(({ field }) => showsAllFields || field !== "name" || draft.name !== ""); // the brief form asks for none: it follows the host
  const issues = visibleIssues(relevantIssues, visitedFields, tries > 0);
  const leave = (field: string): void =>
    setVisitedFields((before) => (before.has(field) ? before : new Set(before).add(field)));
  const save = async (connects: boolean): Promise<void> => {
    setTries((before) => before + 1);
    if (relevantIssues.some(({ field }) => !isInFirstProfileForm(field))) setShowsAllFields(true); // and it stays so, whatever is typed then
    if (!reading.ok) return;
    const outcome = await onSave(reading.profile, connects);
    if (!outcome.ok) setFailure(outcome.failure);
  };

  return (
    <IssuesContext value={{ issues, leave, focusPath }}>
      <form
        ref={form}
        className="editor"
        noValidate
        aria-labelledby="editor-title"
        onSubmit={(event) => {
          event.preventDefault();
          void save(mayConnect);
        }}
        onKeyDown={(event) => {
          if (event.key === "Escape" && !event.defaultPrevented && event.currentTarget.contains(event.target as Node))
            onCancel();
        }}
      >
        <div className="editor-body">
          <h1 id="editor-title">{draft.id === undefined ? words.editor.titleNew : words.editor.titleEdit}</h1>
          {isRestored ? <Notice grade="info" says={words.editor.restored} /> : null}
          {isUp ? <Notice grade="info" says={words.editor.isOpen} /> : null}
          {draft.id === undefined ? (
            <Section>
              <DestinationField
                draft={draft}
                onChange={onChange}
                hosts={hosts}
                defaultKey={defaultKey}
                autoFocus={focusPath === ""}
              />
            </Section>
          ) : null}
          {showsAllFields ? (
            <FullForm
              draft={draft}
              onChange={onChange}
              hasSecrets={hasSecrets}
              focusesName={draft.id !== undefined && focusPath === ""}
            />
          ) : (
            <FirstProfileForm draft={draft} onChange={onChange} onMore={() => setShowsAllFields(true)} />
          )}
        </div>
        <footer className="editor-foot">
          {failure === undefined ? null : <Notice grade="danger" {...describeFailure(failure)} />}
          <p className="error-text" role="status">
            {tries > 0 && issues.length > 0 ? words.editor.missing(new Set(issues.map(({ field }) => field)).size) : ""}
          </p>
          <Button className="button" onPress={onCancel}>
            {words.app.cancel}
          </Button>
          {mayConnect ? (
            <Button className="button" onPress={() => void save(false)}>
              {words.editor.save}
            </Button>
          ) : null}
          <Button className="button button-primary" type="submit">
            {mayConnect ? words.editor.saveAndConnect : words.editor.save}
          </Button>
        </footer>
      </form>
    </IssuesContext>
  );
}
