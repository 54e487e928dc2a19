import { parseDocument, type DocumentResult } from "../../shared/profile/profile-issues.js";
import { DOCUMENT_VERSION, type Profile } from "../../shared/profile/profile-schema.js";
import { FailureError } from "../../shared/status/failure.js";
import { errorMessage, readJsonFile } from "./read-json-file.js";

/**
 * What stands in a profile file: nothing yet, a document all of whose profiles are whole, one that a newer Culvert wrote,
 * or one with something wrong.
 */
export type ProfileFile =
  | { readonly kind: "missing" | "whole"; readonly reading: DocumentResult }
  | { readonly kind: "newer"; readonly reading: DocumentResult; readonly isJson: true; readonly version: number }
  | {
      readonly kind: "damaged";
      readonly reading: DocumentResult;
      readonly isJson: boolean;
      /** The entries that could not be read, as they stand there; none where the document itself is wrong. */
      readonly broken: readonly BrokenEntry[];
    };

/** An entry of a document that is no whole profile, as it stands at this index of the list. */
export interface BrokenEntry {
  readonly index: number;
  /** Its own, or what stands for it where it has none. */
  readonly id: string;
  readonly entry: unknown;
}

/** Read a profile file without changing anything. @throws Failed `store.unreadable` where it is there but cannot be read */
export function readProfileFile(file: string): ProfileFile {
  const document = orUnreadableFailure(file, () => readJsonFile(file));
  if (document.kind === "missing") return { kind: "missing", reading: { profiles: [], refused: [] } };
  if (document.kind === "not-json")
    return { kind: "damaged", isJson: false, reading: { profiles: [], refused: [] }, broken: [] };
  const reading = parseDocument(document.value);
  const version = versionOf(document.value);
  if (version > DOCUMENT_VERSION) return { kind: "newer", isJson: true, reading, version };
  if (reading.refused.length === 0) return { kind: "whole", reading };
  return { kind: "damaged", isJson: true, reading, broken: brokenEntries(document.value, reading) };
}

function brokenEntries(document: unknown, { refused }: DocumentResult): BrokenEntry[] {
  const entries: unknown =
    typeof document === "object" && document !== null && "profiles" in document ? document.profiles : [];
  return Array.isArray(entries)
    ? refused.flatMap(({ index, profile: id }) =>
        index === undefined ? [] : [{ index, id, entry: entries[index] as unknown }],
      )
    : [];
}

/** The profiles with the broken entries where they stood. */
export function withBrokenEntries(profiles: readonly Profile[], broken: readonly BrokenEntry[]): readonly unknown[] {
  const entries: unknown[] = [...profiles];
  for (const { index, entry } of broken) entries.splice(index, 0, entry);
  return entries;
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
