import { useEffect, useState } from "react";
import type { Profile } from "../../src/shared/profile/profile-schema.js";
import { callMain } from "../ipc/culvert-api.js";
import { isSameDraft, type Draft } from "../profile-editor/draft/profile-draft.js";
import { parseKeptDraft, type EditedDraft } from "./parse-kept-draft.js";

export interface DraftEditing {
  /** The draft that is open in the editor, and a number that tells one opening of the editor from the next. */
  readonly open: (EditedDraft & { readonly opening: number; readonly isRestored: boolean }) | undefined;
  /** What waits for the user's word on whether the changes may go. */
  readonly isConfirmingDiscard: boolean;
  change(draft: Draft): void;
  /** Open a draft, or go elsewhere; asks first where something would be lost. */
  confirmLeave(go: () => void): void;
  /** @param isBrief with the few fields of a first profile alone @param focusPath the field to begin at, `gateway.host`; empty for the first */
  edit(draft: Draft, isBrief?: boolean, focusPath?: string): void;
  /** Open a draft of a profile as another process has left it. */
  editAnew(draft: Draft, base: Profile): void;
  close(): void;
  discard(): void;
  cancelDiscard(): void;
}

/** The draft being edited, guarded against getting lost: by another click, and with the window or the app. @param profiles those that there are, one of which a draft may be of */
export function useDraftEditing(profiles: readonly Profile[]): DraftEditing {
  const [open, setOpen] = useState<DraftEditing["open"]>();
  const [waiting, setWaiting] = useState<() => void>();
  const [isRead, setRead] = useState(false);

  useEffect(() => {
    void callMain("draft.read").then((kept) => {
      const edited = kept.ok && kept.value !== undefined ? parseKeptDraft(kept.value) : undefined;
      if (edited !== undefined) setOpen((now) => now ?? { ...edited, opening: 1, isRestored: true });
      setRead(true);
    });
  }, []);
  const changed = open === undefined || isSameDraft(open.draft, open.before) ? undefined : open;
  useEffect(() => {
    if (!isRead) return;
    if (changed === undefined) void callMain("draft.keep", {});
    else {
      const { draft, before, base, isBrief, focusPath } = changed;
      const edited: EditedDraft = { draft, before, base, isBrief, focusPath };
      void callMain("draft.keep", { draft: JSON.stringify(edited) });
    }
  }, [changed, isRead]);

  const begin = (draft: Draft, base: Profile | undefined, isBrief: boolean, focusPath: string): void =>
    setOpen((now) => ({
      draft,
      before: draft,
      base,
      isBrief,
      focusPath,
      opening: (now?.opening ?? 0) + 1,
      isRestored: false,
    }));

  return {
    open,
    isConfirmingDiscard: waiting !== undefined,
    change: (draft) => setOpen((now) => (now === undefined ? now : { ...now, draft })),
    confirmLeave: (go) => {
      if (changed === undefined) go();
      else setWaiting(() => go);
    },
    edit: (draft, isBrief = false, focusPath = "") =>
      begin(
        draft,
        profiles.find(({ id }) => id === draft.id),
        isBrief,
        focusPath,
      ),
    editAnew: (draft, base) => begin(draft, base, false, ""),
    close: () => setOpen(undefined),
    discard: () => {
      setWaiting(undefined);
      waiting?.();
    },
    cancelDiscard: () => setWaiting(undefined),
  };
}
