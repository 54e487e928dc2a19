import { useState } from "react";
import type { News, Outcome } from "../../src/shared/ipc/contract.js";
import type { Where } from "../../src/shared/ipc/navigation.js";
import type { Profile, ProfileId } from "../../src/shared/profile/profile-schema.js";
import type { Failure } from "../../src/shared/status/failure.js";
import { mayClose, type TunnelStatus } from "../../src/shared/status/tunnel-state.js";
import { sayFailure, words } from "../../src/shared/words/words.js";
import { CheckSheet } from "../check/check-dialog.js";
import { Confirm } from "../controls/confirm-dialog.js";
import { Notice } from "../controls/notice.js";
import { ExportSheet } from "../export/export-dialog.js";
import { FirstRun } from "../first-run/first-run.js";
import { ask } from "../ipc/culvert-api.js";
import { draftFor, draftOf, duplicateOf, newDraft } from "../profiles/profile-draft.js";
import { ProfileEditor } from "../profiles/profile-editor.js";
import { ProfileList } from "../profiles/profile-list.js";
import { QuestionSheet } from "../questions/question-dialog.js";
import { TunnelPage } from "../tunnels/tunnel-page.js";
import { PAGES } from "./pages.js";
import { Sidebar } from "./sidebar.js";
import { useEditing } from "./use-draft-editing.js";
import { useFocusKept } from "./use-focus-restore.js";
import { useLed } from "./use-navigation-request.js";
import { useTextSizeKeys } from "./use-text-size-keys.js";

/** The navigation on one side, what it leads to on the other, and above both the question that waits. */
export function Rooms({ news }: { readonly news: News }) {
  const { profiles: { profiles, trouble, withSecrets }, tunnels, questions } = news;
  const [where, setWhere] = useState<Where>();
  const [removing, setRemoving] = useState<Profile>();
  const [exporting, setExporting] = useState<Profile>();
  const [failure, setFailure] = useState<Failure>();
  const [checking, setChecking] = useState<ProfileId>();
  const [isBack, setBack] = useState(false);
  const [dismissed, setDismissed] = useState<Failure>();
  const editing = useEditing();
  const { defaultKey } = news.settings.settings;

  const Page = where?.kind === "page" ? PAGES[where.page]?.Content : undefined;
  const selected = profiles.find(({ id }) => where?.kind === "profile" && id === where.id) ?? profiles[0];
  const statusOf = (id: ProfileId): TunnelStatus => tunnels.find(({ profile }) => profile === id) ?? { profile: id, name: id, state: { kind: "closed" }, forwards: [] };
  const edited = editing.open?.draft;
  const listed = edited === undefined ? (Page === undefined ? selected?.id : undefined) : edited.id;
  const question = questions[0];
  const checked = profiles.find(({ id }) => id === checking);

  const act = async (asked: Promise<Outcome<undefined>>): Promise<void> => {
    const outcome = await asked;
    setFailure(outcome.ok ? undefined : outcome.failure);
  };
  const closeEditor = (): void => {
    setBack(true);
    editing.close();
  };
  const save = async (profile: Profile): Promise<Outcome<undefined>> => {
    const outcome = await ask("profiles.save", profile);
    if (outcome.ok) {
      setWhere({ kind: "profile", id: profile.id });
      closeEditor();
    }
    return outcome;
  };
  const startNew = (): void => editing.leaveFor(() => editing.edit(newDraft(profiles, defaultKey)));
  const go = (to: Where): void => editing.leaveFor(() => {
    editing.close();
    setBack(false);
    setFailure(undefined);
    setWhere(to);
  });
  useLed(news.led, go);
  useTextSizeKeys(news.settings.settings);
  const whole = useFocusKept();

  return (
    <div ref={whole} className="rooms">
      <Sidebar page={edited === undefined && where?.kind === "page" ? where.page : undefined} onPage={(page) => go({ kind: "page", page })}>
        <ProfileList profiles={profiles} statusOf={statusOf} selected={listed} onSelect={(id) => go({ kind: "profile", id })} onNew={startNew} />
      </Sidebar>
      <main className="main">
        {trouble === undefined || trouble === dismissed ? null : <Notice grade="warning" {...sayFailure(trouble)} onDismiss={() => setDismissed(trouble)} />}
        {failure === undefined ? null : <Notice grade="danger" {...sayFailure(failure)} onDismiss={() => setFailure(undefined)} />}
        {editing.open !== undefined ? (
          <ProfileEditor
            key={editing.open.opening} draft={editing.open.draft} isBrief={editing.open.isBrief} onChange={(draft) => editing.change(draft)} taken={profiles.map(({ id }) => id).filter((id) => id !== edited?.id)}
            isUp={edited?.id !== undefined && statusOf(edited.id).state.kind === "open"} hasSecrets={edited?.id !== undefined && withSecrets.includes(edited.id)}
            onSave={save} onCancel={() => editing.leaveFor(closeEditor)}
          />
        ) : Page !== undefined ? <Page news={news} onGo={go} /> : selected === undefined ? <FirstRun onChoose={(mode) => editing.edit(draftFor(mode, defaultKey), true)} onGo={go} /> : (
          <TunnelPage
            key={selected.id} profile={selected} status={statusOf(selected.id)} past={news.traffic.find(({ profile }) => profile === selected.id)} isBack={isBack}
            actions={{
              onCheck: () => setChecking(selected.id),
              onOpen: () => void act(ask("tunnels.open", selected.id)),
              onClose: () => void act(ask("tunnels.close", selected.id)),
              onEdit: () => editing.edit(draftOf(selected)),
              onDuplicate: () => editing.edit(duplicateOf(selected, profiles)),
              onExport: () => setExporting(selected),
              onRemove: () => setRemoving(selected),
            }}
          />
        )}
      </main>
      {editing.wantsDiscard ? <Confirm {...words.discard} cancel={words.discard.keep} onCancel={() => editing.keep()} onConfirm={() => editing.discard()} /> : null}
      {exporting === undefined ? null : <ExportSheet profile={exporting} onClose={() => setExporting(undefined)} />}
      {removing === undefined ? null : (
        <Confirm
          title={words.remove.title(removing.name)} says={mayClose(statusOf(removing.id).state) ? words.remove.saysOpen : words.remove.says} cancel={words.app.cancel} confirm={words.remove.confirm}
          onCancel={() => setRemoving(undefined)} onConfirm={() => { setRemoving(undefined); void act(ask("profiles.remove", removing.id)); }}
        />
      )}
      {checked === undefined ? null : <CheckSheet profile={checked} check={news.checks.find(({ profile }) => profile === checked.id)} onClose={() => setChecking(undefined)} />}
      {question === undefined ? null : <QuestionSheet key={question.id} question={question} profile={profiles.find(({ id }) => id === question.profile)?.name ?? question.profile} />}
    </div>
  );
}
