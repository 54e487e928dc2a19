import { useMemo, useState } from "react";
import type { News, Outcome } from "../../src/shared/ipc/contract.js";
import type { NavigationTarget } from "../../src/shared/ipc/navigation.js";
import type { Profile, ProfileId } from "../../src/shared/profile/profile-schema.js";
import type { Failure } from "../../src/shared/status/failure.js";
import { canClose, canOpen, type TunnelStatus } from "../../src/shared/status/tunnel-state.js";
import { describeFailure, words } from "../../src/shared/words/words.js";
import { CheckDialog } from "../check/check-dialog.js";
import { ConfirmDialog } from "../controls/confirm-dialog.js";
import { Notice } from "../controls/notice.js";
import { ExportDialog } from "../export/export-dialog.js";
import { FirstRun } from "../first-run/first-run.js";
import { callMain } from "../ipc/culvert-api.js";
import { ChangedElsewhere } from "../profile-editor/changed-elsewhere.js";
import { firstDraft, draftOf, duplicateOf, newDraft } from "../profile-editor/draft/profile-draft.js";
import { ProfileEditor } from "../profile-editor/profile-editor.js";
import { ProfileList } from "../profile-list/profile-list.js";
import { ProfileRowActions } from "./profile-row-actions.js";
import { QuestionDialog } from "../questions/question-dialog.js";
import type { EditorReturn, ProfileActions } from "../tunnels/tunnel-actions.js";
import { TunnelPage } from "../tunnels/tunnel-page.js";
import { mendInWindow } from "./mend-in-window.js";
import { PAGES } from "./pages.js";
import { Sidebar } from "./sidebar.js";
import { useDraftEditing } from "./use-draft-editing.js";
import { useFocusRestore } from "./use-focus-restore.js";
import { useNavigationRequest } from "./use-navigation-request.js";
import { useShellKeys } from "./use-shell-keys.js";
import { useTextSizeKeys } from "./use-text-size-keys.js";

/** What was to be saved, and what another process has made of the profile meanwhile. */
interface EditedConflict {
  readonly profile: Profile;
  readonly connects: boolean;
  readonly now: Profile | undefined;
}

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
  const [focusOn, setFocusOn] = useState<EditorReturn>();
  const [conflict, setConflict] = useState<EditedConflict>();
  const [dismissed, setDismissed] = useState<Failure>();
  const editing = useDraftEditing(profiles);
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
  const closeEditor = (to: EditorReturn): void => {
    setFocusOn(to);
    editing.close();
  };
  /** @param base the profile as the user has seen it before they changed it; `undefined` where there is none to be overwritten */
  const save = async (profile: Profile, connects: boolean, base: Profile | undefined): Promise<Outcome<unknown>> => {
    const outcome = await (base === undefined
      ? callMain("profiles.save", profile)
      : callMain("profiles.saveEdited", { profile, before: base }));
    if (!outcome.ok) return outcome;
    if (outcome.value?.saved === false) {
      setConflict({ profile, connects, now: outcome.value.now });
      return outcome;
    }
    setTarget({ kind: "profile", id: profile.id });
    closeEditor("connect");
    if (connects) await run(callMain("tunnels.open", profile.id));
    return outcome;
  };
  /** Where no editor shows what goes wrong. */
  const saveOutside: typeof save = async (...edited) => {
    const outcome = await save(...edited);
    if (!outcome.ok) setFailure(outcome.failure);
    return outcome;
  };
  const takeOther = (now: Profile | undefined): void => {
    if (now === undefined) editing.close();
    else editing.editAnew(draftOf(now), now);
  };
  const startNew = (): void => editing.confirmLeave(() => editing.edit(newDraft(profiles, defaultKey)));
  const navigate = (to: NavigationTarget): void => {
    if (to.kind === "new-profile") return startNew();
    editing.confirmLeave(() => {
      editing.close();
      setFocusOn(undefined);
      setFailure(undefined);
      setTarget(to);
    });
  };
  const actionsOf = (profile: Profile): ProfileActions => ({
    onCheck: () => setChecking(profile.id),
    onOpen: () => void run(callMain("tunnels.open", profile.id)),
    onClose: () => void run(callMain("tunnels.close", profile.id)),
    onEdit: () => editing.confirmLeave(() => editing.edit(draftOf(profile))),
    onDuplicate: () => editing.confirmLeave(() => editing.edit(duplicateOf(profile, profiles))),
    onExport: () => setExporting(profile),
    onRemove: () => setRemoving(profile),
    onMend: (mend, hop) =>
      void mendInWindow(mend, {
        profile,
        hop,
        edit: (draft, focusPath) => editing.edit(draft, false, focusPath),
        run,
      }),
  });
  useNavigationRequest(news.led, navigate);
  useShellKeys({
    "new-profile": startNew,
    settings: () => navigate({ kind: "page", page: "settings" }),
    "close-window": () => void run(callMain("window.close")),
  });
  useTextSizeKeys(news.settings.settings);
  const root = useFocusRestore();

  return (
    <div ref={root} className="app-shell">
      <Sidebar
        page={edited === undefined && target?.kind === "page" ? target.page : undefined}
        onPage={(page) => navigate({ kind: "page", page })}
      >
        <ProfileRowActions profiles={profiles} stateOf={(id) => statusOf(id).state} actionsOf={actionsOf}>
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
        </ProfileRowActions>
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
            isRestored={editing.open.isRestored}
            mayConnect={edited?.id === undefined || canOpen(statusOf(edited.id).state)}
            defaultKey={defaultKey}
            hasSecrets={edited?.id !== undefined && withSecrets.includes(edited.id)}
            onSave={(profile, connects) => save(profile, connects, editing.open?.base)}
            onCancel={() => editing.confirmLeave(() => closeEditor("edit"))}
          />
        ) : Page !== undefined ? (
          <Page news={news} onNavigate={navigate} />
        ) : selected === undefined ? (
          <FirstRun
            defaultKey={defaultKey}
            onSaveAndConnect={(profile) => void saveOutside(profile, true, undefined)}
            onEdit={(draft, focusPath) => editing.edit(draft, true, focusPath)}
            onChoose={(mode) => editing.edit(firstDraft(mode, defaultKey), true)}
            onNavigate={navigate}
          />
        ) : (
          <TunnelPage
            key={selected.id}
            profile={selected}
            status={statusOf(selected.id)}
            trafficHistory={news.traffic.find(({ profile }) => profile === selected.id)}
            focusOn={focusOn}
            actions={actionsOf(selected)}
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
      {conflict === undefined ? null : (
        <ChangedElsewhere
          name={conflict.profile.name}
          now={conflict.now}
          onKeepEditing={() => setConflict(undefined)}
          onTakeOther={() => {
            setConflict(undefined);
            takeOther(conflict.now);
          }}
          onSaveMine={() => {
            setConflict(undefined);
            void saveOutside(conflict.profile, conflict.connects, conflict.now);
          }}
        />
      )}
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
