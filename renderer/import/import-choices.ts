import { readGatewayText, type ConflictChoice, type ImportPreview, type PreviewItem, type TakeOrder } from "../../src/shared/exchange/import-candidate.js";

/** What the user has chosen of a preview. */
export interface Choices {
  /** Places in the preview that are ticked. */
  readonly ticked: ReadonlySet<number>;
  readonly onConflict: ReadonlyMap<number, ConflictChoice>;
  readonly gateway: string;
}

/** At first everything that is new or differs is ticked; what is there already in the same way is not. */
export const firstChoices = ({ items }: ImportPreview): Choices => ({
  ticked: new Set(items.flatMap(({ standing }, index) => (standing === "new" || standing === "conflict" ? [index] : []))), onConflict: new Map(), gateway: "",
});

export const needsGateway = ({ candidate, standing }: PreviewItem): boolean => candidate.draft.gateway === undefined && standing !== "invalid";

/** Orders for what is ticked and can be taken; FTP sites wait for a gateway that can be read. */
export function ordersOf({ items }: ImportPreview, { ticked, onConflict, gateway: text }: Choices): readonly TakeOrder[] {
  const gateway = readGatewayText(text);
  return items.flatMap((item, index) => {
    if (!ticked.has(index) || item.standing === "invalid" || (needsGateway(item) && gateway === undefined)) return [];
    return [{ index, onConflict: onConflict.get(index) ?? "keep-both", ...(needsGateway(item) && gateway !== undefined ? { gateway } : {}) }];
  });
}
