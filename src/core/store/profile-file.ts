import { readDocument, type DocumentReading } from "../../shared/profile/profile-issues.js";
import { Failed } from "../../shared/status/failure.js";
import { detailOf, readJson } from "./json-file.js";

/** What stands in a profile file: nothing yet, a document all of whose profiles are whole, or one with something wrong. */
export type ProfileText =
  | { readonly kind: "missing" | "whole"; readonly reading: DocumentReading }
  | { readonly kind: "damaged"; readonly reading: DocumentReading; readonly isJson: boolean };

/** Read a profile file without changing anything. @throws Failed `store.unreadable` where it is there but cannot be read */
export function readProfileText(file: string): ProfileText {
  const document = orUnreadable(file, () => readJson(file));
  if (document.kind === "missing") return { kind: "missing", reading: { profiles: [], refused: [] } };
  if (document.kind === "not-json") return { kind: "damaged", isJson: false, reading: { profiles: [], refused: [] } };
  const reading = readDocument(document.value);
  return reading.refused.length === 0 ? { kind: "whole", reading } : { kind: "damaged", isJson: true, reading };
}

/** What is done with a profile file, or why it cannot be. @throws Failed `store.unreadable` */
export function orUnreadable<T>(file: string, act: () => T): T {
  try {
    return act();
  } catch (thrown) {
    if (thrown instanceof Failed) throw thrown;
    throw new Failed({ code: "store.unreadable", file, detail: detailOf(thrown) });
  }
}
