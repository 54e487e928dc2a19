import { useState } from "react";
import { isSameDraft, type Draft } from "../profiles/profile-draft.js";

export interface DraftEditing {
  /** The draft that is open in the editor, and a number that tells one opening of the editor from the next. */
  readonly open:
    | { readonly draft: Draft; readonly isBrief: boolean; readonly focusPath: string; readonly opening: number }
    | undefined;
  /** What waits for the user's word on whether the changes may go. */
  readonly isConfirmingDiscard: boolean;
  change(draft: Draft): void;
  /** Open a draft, or go elsewhere; asks first where something would be lost. */
  confirmLeave(go: () => void): void;
  /** @param isBrief with the few fields of a first profile alone @param focusPath the field to begin at, `gateway.host`; empty for the first */
  edit(draft: Draft, isBrief?: boolean, focusPath?: string): void;
  close(): void;
  discard(): void;
  cancelDiscard(): void;
}

/** The draft being edited, guarded against getting lost. */
export function useDraftEditing(): DraftEditing {
  const [open, setOpen] = useState<{
    readonly draft: Draft;
    readonly before: Draft;
    readonly isBrief: boolean;
    readonly focusPath: string;
    readonly opening: number;
  }>();
  const [waiting, setWaiting] = useState<() => void>();

  return {
    open,
    isConfirmingDiscard: waiting !== undefined,
    change: (draft) => setOpen((now) => (now === undefined ? now : { ...now, draft })),
    confirmLeave: (go) => {
      if (open === undefined || isSameDraft(open.draft, open.before)) go();
      else setWaiting(() => go);
    },
    edit: (draft, isBrief = false, focusPath = "") =>
      setOpen((now) => ({ draft, before: draft, isBrief, focusPath, opening: (now?.opening ?? 0) + 1 })),
    close: () => setOpen(undefined),
    discard: () => {
      setWaiting(undefined);
      waiting?.();
    },
    cancelDiscard: () => setWaiting(undefined),
  };
}
