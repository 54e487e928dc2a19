import { dataFolder } from "../core/store/data-folder.js";
import { readProfileFile, type ProfileFile } from "../core/store/read-profile-file.js";
import { profileFilePath } from "../core/store/profile-store.js";
import type { DocumentResult } from "../shared/profile/profile-issues.js";
import type { Profile } from "../shared/profile/profile-schema.js";
import { FailureError } from "../shared/status/failure.js";
import { describeFailure, joinMessage, words } from "../shared/words/words.js";
import { findByName } from "./find-by-name.js";
import { printMessage } from "./terminal/output.js";

/** A document, or the app's own store where none is named; an app that was never used has none. @throws Failed `store.unreadable` */
function readDocument(named: string | undefined, mayBeMissing: boolean): ProfileFile {
  const file = named ?? profileFilePath(dataFolder());
  const text = readProfileFile(file);
  if (text.kind === "missing" && named !== undefined && !mayBeMissing)
    throw new FailureError({ code: "store.unreadable", file, detail: words.terminal.fileMissing });
  if (text.kind === "damaged" && !text.isJson)
    throw new FailureError({ code: "store.unreadable", file, detail: words.terminal.fileNotJson });
  return text;
}

/**
 * The profiles of a document that are whole, and what is wrong with the others: one broken profile does not cost those
 * beside it.
 *
 * @param mayBeMissing a document that is named need not be there yet
 * @throws Failed `store.unreadable`; `profile.invalid` where the document itself is wrong
 */
export function readProfiles(named: string | undefined, mayBeMissing = false): DocumentResult {
  const { kind, reading } = readDocument(named, mayBeMissing);
  if (kind === "damaged" && reading.refused.some(({ index }) => index === undefined))
    throw new FailureError({ code: "profile.invalid", refused: reading.refused });
  return reading;
}

/**
 * The profiles that were asked for, by id or by name; what is wrong with others is said on standard error.
 *
 * @throws Failed `profile.not-found`; `profile.invalid` where what was asked for is broken
 */
export function selectProfiles({ profiles, refused }: DocumentResult, names: readonly string[]): Profile[] {
  const selected = names.map((asked) => {
    const { match, suggestion } = findByName(profiles, asked);
    if (match !== undefined) return match;
    const broken = refused.filter(({ profile }) => profile === asked);
    if (refused.length > 0)
      throw new FailureError({ code: "profile.invalid", refused: broken.length > 0 ? broken : refused });
    throw profileNotFound(asked, profiles, suggestion);
  });
  sayRefused(refused);
  return [...new Set(selected)];
}

/** That no profile has the name. */
export const profileNotFound = (
  asked: string,
  profiles: readonly Pick<Profile, "id">[],
  suggestion: string | undefined,
): FailureError =>
  new FailureError({
    code: "profile.not-found",
    asked,
    known: profiles.map(({ id }) => id),
    ...(suggestion === undefined ? {} : { suggestion }),
  });

/** Say on standard error what is wrong with the profiles that are passed over. */
export function sayRefused(refused: DocumentResult["refused"]): void {
  if (refused.length > 0)
    printMessage(`culvert: ${joinMessage(describeFailure({ code: "profile.invalid", refused }))}`);
}
