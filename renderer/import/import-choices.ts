import {
  parseGateway,
  type ConflictChoice,
  type ImportPreview,
  type PreviewItem,
  type MergeRequest,
} from "../../src/shared/import-export/import-candidate.js";

/** What the user has chosen of a preview. */
export interface ImportChoices {
  /** Places in the preview that are ticked. */
  readonly selected: ReadonlySet<number>;
  readonly onConflict: ReadonlyMap<number, ConflictChoice>;
  readonly gateway: string;
  /** Places in the preview whose forwards are taken as FTP. */
  readonly asFtp: ReadonlySet<number>;
}

/** At first everything that is new or differs is ticked; what is there already in the same way is not. */
export const initialChoices = ({ items }: ImportPreview): ImportChoices => ({
  selected: new Set(
    items.flatMap(({ standing }, index) => (standing === "new" || standing === "conflict" ? [index] : [])),
  ),
  onConflict: new Map(),
  gateway: "",
  asFtp: new Set(),
});

export const needsGateway = ({ candidate, standing }: PreviewItem): boolean =>
  candidate.draft.gateway === undefined && standing !== "invalid";

/** Orders for what is ticked and can be taken; FTP sites wait for a gateway that can be read. */
export function mergeRequestsOf(
  { items }: ImportPreview,
  { selected, onConflict, gateway: text, asFtp }: ImportChoices,
): readonly MergeRequest[] {
  const gateway = parseGateway(text);
  return items.flatMap((item, index) => {
    if (!selected.has(index) || item.standing === "invalid" || (needsGateway(item) && gateway === undefined)) return [];
    return [
      {
        index,
        onConflict: onConflict.get(index) ?? "keep-both",
        ...(needsGateway(item) && gateway !== undefined ? { gateway } : {}),
        ...(asFtp.has(index) ? { asFtp: true } : {}),
      },
    ];
  });
}
