import type { Profile } from "../../src/shared/profile/profile-schema.js";
import { newDraft, reserveKeys, type Draft } from "../profile-editor/draft/profile-draft.js";

/** A draft in the editor, and what it began as. */
export interface EditedDraft {
  readonly draft: Draft;
  readonly before: Draft;
  /** The saved profile that it was made of; `undefined` for a new one. */
  readonly base: Profile | undefined;
  readonly isBrief: boolean;
  /** The field to begin at, `gateway.host`; empty for the first. */
  readonly focusPath: string;
}

/** Read a draft that was kept while no window was open. @returns nothing for what is none, or has other fields than the drafts of this version */
export function parseKeptDraft(text: string): EditedDraft | undefined {
  const kept = parseJson(text) as Partial<EditedDraft> | null;
  const { draft, before, base, isBrief, focusPath } = kept ?? {};
  if (draft === undefined || before === undefined || !isDraft(draft) || !isDraft(before)) return undefined;
  reserveKeys(draft);
  return { draft, before, base, isBrief: isBrief === true, focusPath: focusPath ?? "" };
}

/** Whether it has the fields of a draft; what is in its lists was written by the same version. */
const isDraft = (draft: Draft): boolean => hasShapeOf(newDraft(), draft) && typeof draft.name === "string";

function hasShapeOf(sample: object, value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return Object.entries(sample).every(([key, part]: [string, unknown]) => {
    const found = (value as Record<string, unknown>)[key];
    if (part === undefined) return true;
    if (Array.isArray(part)) return Array.isArray(found);
    return typeof part === "object" && part !== null ? hasShapeOf(part, found) : typeof found === typeof part;
  });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
