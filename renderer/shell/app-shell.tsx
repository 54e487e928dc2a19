import { useMemo, useState } from "react";
import type { News, Outcome } from "../../src/shared/ipc/contract.js";
import type { NavigationTarget } from "../../src/shared/ipc/navigation.js";
import type { Profile, ProfileId } from "../../src/shared/profile/profile-schema.js";
import type { Failure } from "../../src/shared/status/failure.js";
import { canClose, type TunnelStatus } from "../../src/shared/status/tunnel-state.js";
import { describeFailure, words } from "../../src/shared/words/words.js";
import { CheckDialog } from "../check/check-dialog.js";
import { ConfirmDialog } from "../controls/confirm-dialog.js";
import { Notice } from "../controls/notice.js";
import { ExportDialog } from "../export/export-dialog.js";
import { FirstRun } from "../first-run/first-run.js";
import { callMain } from "../ipc/culvert-api.js";
import { firstDraft, draftOf, duplicateOf, newDraft } from "../profiles/profile-draft.js";
import { ProfileEditor } from "../profiles/profile-editor.js";
import { ProfileList } from "../profiles/profile-list.js";
import { QuestionDialog } from "../questions/question-dialog.js";
import { TunnelPage } from "../tunnels/tunnel-page.js";
import { mendInWindow } from "./mend-in-window.js";
import { PAGES } from "./pages.js";
import { Sidebar } from "./sidebar.js";
import { useDraftEditing } from "./use-draft-editing.js";
import { useFocusRestore } from "./use-focus-restore.js";
import { useNavigationRequest } from "./use-navigation-request.js";
import { useTextSizeKeys } from "./use-text-size-keys.js";

/** The navigation on one side, what it leads to on the other, and above both the question that waits. */
export function AppShell({ news }: { readonly news: News }) {
  const {
    profiles: { profiles, trouble: storeFailure, withSecrets },
    tunnels,
    questions,
  } = news;
  const [target, setTarget] = useState<NavigationTarget>();
  const [removing, setRemoving] = useState<Profile>();
  const [exporting, setExporting] = useState<Profile>();
  const [failure, setFailure] = useState<Failure>();
  const [checking, setChecking] = useState<ProfileId>();
  const [returnsFromEditor, setReturnsFromEditor] = useState(false);
  const [dismissed, setDismissed] = useState<Failure>();
  const editing = useDraftEditing();
  const { defaultKey } = news.settings.settings;

  const Page = target?.kind === "page" ? PAGES[target.page]?.Content : undefined;
  const selected = profiles.find(({ id }) => target?.kind === "profile" && id === target.id) ?? profiles[0];
  const statuses = useMemo(() => new Map(tunnels.map((tunnel) => [tunnel.profile, tunnel])), [tunnels]);
  const statusOf = (id: ProfileId): TunnelStatus =>
    statuses.get(id) ?? { profile: id, name: id, state: { kind: "closed" }, forwards: [] };
  const edited = editing.open?.draft;
  const selectedId = edited === undefined ? (Page === undefined ? selected?.id : undefined) : edited.id;
  const question = questions[0];
  const checkedProfile = profiles.find(({ id }) => id === checking);

  const run = async (asked: Promise<Outcome<undefined>>): Promise<void> => {
    const outcome = await asked;
    setFailure(outcome.ok ? undefined : outcome.failure);
  };
  const runAll = async (name: "tunnels.open" | "tunnels.close", ids: readonly ProfileId[]): Promise<void> => {
    const outcomes = await Promise.all(ids.map((id) => callMain(name, id)));
    setFailure(outcomes.find((outcome) => !outcome.ok)?.failure);
  };
  const closeEditor = (): void => {
    setReturnsFromEditor(true);
    editing.close();
  };
  const save = async (profile: Profile): Promise<Outcome<undefined>> => {
    const outcome = await callMain("profiles.save", profile);
    if (outcome.ok) {
      setTarget({ kind: "profile", id: profile.id });
      closeEditor();
    }
    return outcome;
  };
  const startNew = (): void => editing.confirmLeave(() => editing.edit(newDraft(profiles, defaultKey)));
  const navigate = (to: NavigationTarget): void => {
    if (to.kind === "new-profile") return startNew();
    editing.confirmLeave(() => {
      editing.close();
      setReturnsFromEditor(false);
      setFailure(undefined);
      setTarget(to);
    });
  };
  useNavigationRequest(news.led, navigate);
  useTextSizeKeys(news.settings.settings);
  const root = useFocusRestore();

  return (
    <div ref={root} className="rooms">
      <Sidebar
        page={edited === undefined && target?.kind === "page" ? target.page : undefined}
        onPage={(page) => navigate({ kind: "page", page })}
      >
        <ProfileList
          profiles={profiles}
          statusOf={statusOf}
          selected={selectedId}
          onSelect={(id) => navigate({ kind: "profile", id })}
          onNew={startNew}
          onOrder={(ids) => void run(callMain("profiles.order", [...ids]))}
          onConnect={(ids) => void runAll("tunnels.open", ids)}
          onDisconnect={(ids) => void runAll("tunnels.close", ids)}
        />
      </Sidebar>
      <main className="main">
        {storeFailure === undefined || storeFailure === dismissed ? null : (
          <Notice grade="warning" {...describeFailure(storeFailure)} onDismiss={() => setDismissed(storeFailure)} />
        )}
        {failure === undefined ? null : (
          <Notice grade="danger" {...describeFailure(failure)} onDismiss={() => setFailure(undefined)} />
        )}
        {editing.open !== undefined ? (
          <ProfileEditor
            key={editing.open.opening}
            draft={editing.open.draft}
            isFirstProfile={editing.open.isBrief}
            focusPath={editing.open.focusPath}
            onChange={(draft) => editing.change(draft)}
            taken={profiles.map(({ id }) => id).filter((id) => id !== edited?.id)}
            isUp={edited?.id !== undefined && statusOf(edited.id).state.kind === "open"}
            hasSecrets={edited?.id !== undefined && withSecrets.includes(edited.id)}
            onSave={save}
            onCancel={() => editing.confirmLeave(closeEditor)}
          />
        ) : Page !== undefined ? (
          <Page news={news} onNavigate={navigate} />
        ) : selected === undefined ? (
          <FirstRun onChoose={(mode) => editing.edit(firstDraft(mode, defaultKey), true)} onNavigate={navigate} />
        ) : (
          <TunnelPage
            key={selected.id}
            profile={selected}
            status={statusOf(selected.id)}
            trafficHistory={news.traffic.find(({ profile }) => profile === selected.id)}
            focusEdit={returnsFromEditor}
            actions={{
              onCheck: () => setChecking(selected.id),
              onOpen: () => void run(callMain("tunnels.open", selected.id)),
              onClose: () => void run(callMain("tunnels.close", selected.id)),
              onEdit: () => editing.edit(draftOf(selected)),
              onDuplicate: () => editing.edit(duplicateOf(selected, profiles)),
              onExport: () => setExporting(selected),
              onRemove: () => setRemoving(selected),
              onMend: (mend, hop) =>
                void mendInWindow(mend, {
                  profile: selected,
                  hop,
                  edit: (draft, focusPath) => editing.edit(draft, false, focusPath),
                  run,
                }),
            }}
          />
        )}
      </main>
      {editing.isConfirmingDiscard ? (
        <ConfirmDialog
          {...words.discard}
          cancel={words.discard.keep}
          onCancel={() => editing.cancelDiscard()}
          onConfirm={() => editing.discard()}
        />
      ) : null}
      {exporting === undefined ? null : <ExportDialog profile={exporting} onClose={() => setExporting(undefined)} />}
      {removing === undefined ? null : (
        <ConfirmDialog
          title={words.remove.title(removing.name)}
          says={canClose(statusOf(removing.id).state) ? words.remove.saysOpen : words.remove.says}
          cancel={words.app.cancel}
          confirm={words.remove.confirm}
          onCancel={() => setRemoving(undefined)}
          onConfirm={() => {
            setRemoving(undefined);
            void run(callMain("profiles.remove", removing.id));
          }}
        />
      )}
      {checkedProfile === undefined ? null : (
        <CheckDialog
          profile={checkedProfile}
          check={news.checks.find(({ profile }) => profile === checkedProfile.id)}
          onClose={() => setChecking(undefined)}
        />
      )}
      {question === undefined ? null : (
        <QuestionDialog
          key={question.id}
          question={question}
          profile={profiles.find(({ id }) => id === question.profile)?.name ?? question.profile}
        />
      )}
    </div>
  );
}
