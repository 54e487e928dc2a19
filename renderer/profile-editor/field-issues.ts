import { createContext, use } from "react";
import type { ProfileIssue } from "../../src/shared/profile/profile-issues.js";
import { describeIssue } from "../../src/shared/words/words.js";

/** Ports that clash are told at one field while the other may be the one just left: told as soon as any field was. */
const CONFLICTS: readonly ProfileIssue["problem"][] = ["control-port-in-range", "listen-port-taken-twice"];

/** The issues to show: those of the fields that were left, and of all once saving was tried. */
export function visibleIssues(
  issues: readonly ProfileIssue[],
  left: ReadonlySet<string>,
  all: boolean,
): readonly ProfileIssue[] {
  return issues.filter(
    ({ field, problem }) => all || left.has(field) || (left.size > 0 && CONFLICTS.includes(problem)),
  );
}

export interface VisibleIssues {
  readonly issues: readonly ProfileIssue[];
  /** Tell that the user has left a field. */
  readonly leave: (field: string) => void;
  /** The field at which the editor was opened; empty where it begins with the first. */
  readonly focusPath: string;
}

export const IssuesContext = createContext<VisibleIssues>({ issues: [], leave: () => undefined, focusPath: "" });

/** What to say beneath a field, and what to call when it is left. */
export function useFieldIssue(field: string): { readonly says: string | undefined; readonly leave: () => void } {
  const { issues, leave } = use(IssuesContext);
  const issue = issues.find((one) => one.field === field);
  return { says: issue === undefined ? undefined : describeIssue(issue), leave: () => leave(field) };
}

/** Whether anything is shown at or below one of these fields, or the editor was opened there. */
export function useAnyIssue(fields: readonly string[]): boolean {
  const { issues, focusPath } = use(IssuesContext);
  return [focusPath, ...issues.map(({ field }) => field)].some((field) =>
    fields.some((root) => field === root || (field.startsWith(root) && /^[.[]/.test(field.slice(root.length)))),
  );
}
