import { dataFolder } from "../core/store/data-folder.js";
import { readProfileFile } from "../core/store/profile-file.js";
import { profileFilePath } from "../core/store/profile-store.js";
import type { Profile } from "../shared/profile/profile-schema.js";
import { FailureError } from "../shared/status/failure.js";
import { words } from "../shared/words/words.js";

/**
 * The profiles of a document, or of the app's own store where none is named; an app that was never used has none.
 *
 * @param mayBeMissing a document that is named need not be there yet
 * @throws Failed `store.unreadable`; `profile.invalid` with every field that is wrong
 */
export function loadProfiles(
  named: string | undefined,
  { mayBeMissing: allowMissing = false } = {},
): readonly Profile[] {
  const file = named ?? profileFilePath(dataFolder());
  const text = readProfileFile(file);
  if (text.kind === "missing" && named !== undefined && !allowMissing)
    throw new FailureError({ code: "store.unreadable", file, detail: words.terminal.fileMissing });
  if (text.kind === "damaged" && !text.isJson)
    throw new FailureError({ code: "store.unreadable", file, detail: words.terminal.fileNotJson });
  if (text.kind === "damaged") throw new FailureError({ code: "profile.invalid", refused: text.reading.refused });
  return text.reading.profiles;
}

/** The profiles that were asked for, by id or by name. @throws Failed `profile.not-found` */
export function selectProfiles(profiles: readonly Profile[], names: readonly string[]): Profile[] {
  const selected = names.map((asked) => {
    const match = profiles.find(({ id }) => id === asked) ?? profiles.find(({ name }) => name === asked);
    if (match === undefined)
      throw new FailureError({ code: "profile.not-found", asked, known: profiles.map(({ id }) => id) });
    return match;
  });
  return [...new Set(selected)];
}
