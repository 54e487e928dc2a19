import { constants, copyFileSync, readFileSync, rmSync } from "node:fs";
import { Failed } from "../shared/failure.js";
import { readDocument, type DocumentReading } from "../shared/profile-issues.js";

/** What stands in a profile file: nothing yet, a document all of whose profiles are whole, or one with something wrong. */
export type ProfileText =
  | { readonly kind: "missing" | "whole"; readonly reading: DocumentReading }
  | { readonly kind: "damaged"; readonly reading: DocumentReading; readonly isJson: boolean };

/** Read a profile file without changing anything. @throws Failed `store.unreadable` where it is there but cannot be read */
export function readProfileText(file: string): ProfileText {
  const text = textOf(file);
  if (text === undefined) return { kind: "missing", reading: { profiles: [], refused: [] } };
  const document = jsonOf(text);
  if (document === undefined) return { kind: "damaged", isJson: false, reading: { profiles: [], refused: [] } };
  const reading = readDocument(document.value);
  return reading.refused.length === 0 ? { kind: "whole", reading } : { kind: "damaged", isJson: true, reading };
}

/**
 * Copy a file to a name that tells what and when, `profiles.damaged-2026-11-22T13-05-00.json` (UTC); never over another file.
 *
 * @returns the path of the copy @throws Failed `store.unreadable`
 */
export function keepAside(file: string, now: Date): string {
  const stem = `${file.replace(/\.json$/, "")}.damaged-${now.toISOString().slice(0, 19).replaceAll(":", "-")}`;
  for (let next = 1; ; next++) {
    const copy = `${stem}${next === 1 ? "" : `-${next}`}.json`;
    try {
      copyFileSync(file, copy, constants.COPYFILE_EXCL);
      return copy;
    } catch (thrown) {
      if (codeOf(thrown) !== "EEXIST") throw unreadable(file, thrown);
    }
  }
}

/** Remove a file of which a copy was kept. */
export const clearAway = (file: string): void => rmSync(file, { force: true });

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8").replace(/^\uFEFF/, "");
  } catch (thrown) {
    if (codeOf(thrown) === "ENOENT") return undefined;
    throw unreadable(file, thrown);
  }
}

function jsonOf(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
}

const codeOf = (thrown: unknown): unknown => (thrown instanceof Error && "code" in thrown ? thrown.code : undefined);
const unreadable = (file: string, thrown: unknown): Failed =>
  new Failed({ code: "store.unreadable", file, detail: thrown instanceof Error ? thrown.message : String(thrown) });
