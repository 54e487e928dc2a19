import { parseDocument, type DocumentResult } from "../../shared/profile/profile-issues.js";
import { DOCUMENT_VERSION } from "../../shared/profile/profile-schema.js";
import { FailureError } from "../../shared/status/failure.js";
import { errorMessage, readJsonFile } from "./json-file.js";

/**
 * What stands in a profile file: nothing yet, a document all of whose profiles are whole, one that a newer Culvert wrote,
 * or one with something wrong.
 */
export type ProfileFile =
  | { readonly kind: "missing" | "whole"; readonly reading: DocumentResult }
  | { readonly kind: "newer"; readonly reading: DocumentResult; readonly isJson: true; readonly version: number }
  | { readonly kind: "damaged"; readonly reading: DocumentResult; readonly isJson: boolean };

/** Read a profile file without changing anything. @throws Failed `store.unreadable` where it is there but cannot be read */
export function readProfileFile(file: string): ProfileFile {
  const document = orUnreadableFailure(file, () => readJsonFile(file));
  if (document.kind === "missing") return { kind: "missing", reading: { profiles: [], refused: [] } };
  if (document.kind === "not-json") return { kind: "damaged", isJson: false, reading: { profiles: [], refused: [] } };
  const reading = parseDocument(document.value);
  const version = versionOf(document.value);
  if (version > DOCUMENT_VERSION) return { kind: "newer", isJson: true, reading, version };
  return reading.refused.length === 0 ? { kind: "whole", reading } : { kind: "damaged", isJson: true, reading };
}

const versionOf = (document: unknown): number =>
  typeof document === "object" && document !== null && "version" in document ? Number(document.version) : 0;

/** What is done with a profile file, or why it cannot be. @throws Failed `store.unreadable` */
export function orUnreadableFailure<T>(file: string, callback: () => T): T {
  try {
    return callback();
  } catch (thrown) {
    throw unreadableFailure(file, thrown);
  }
}

/** Why a profile file cannot be read or written, from what the system threw; a failure stays what it is. */
export const unreadableFailure = (file: string, thrown: unknown): FailureError =>
  thrown instanceof FailureError
    ? thrown
    : new FailureError({ code: "store.unreadable", file, detail: errorMessage(thrown) });
