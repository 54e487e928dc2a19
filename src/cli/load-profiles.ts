import { dataFolder } from "../core/store/data-folder.js";
import { readProfileText } from "../core/store/profile-file.js";
import { profileFile } from "../core/store/profile-store.js";
import type { Profile } from "../shared/profile/profile-schema.js";
import { Failed } from "../shared/status/failure.js";
import { words } from "../shared/words/words.js";

/**
 * The profiles of a document, or of the app's own store where none is named; an app that was never used has none.
 *
 * @param mayBeMissing a document that is named need not be there yet
 * @throws Failed `store.unreadable`; `profile.invalid` with every field that is wrong
 */
export function loadProfiles(named: string | undefined, { mayBeMissing = false } = {}): readonly Profile[] {
  const file = named ?? profileFile(dataFolder());
  const text = readProfileText(file);
  if (text.kind === "missing" && named !== undefined && !mayBeMissing) throw new Failed({ code: "store.unreadable", file, detail: words.terminal.fileMissing });
  if (text.kind === "damaged" && !text.isJson) throw new Failed({ code: "store.unreadable", file, detail: words.terminal.fileNotJson });
  if (text.kind === "damaged") throw new Failed({ code: "profile.invalid", refused: text.reading.refused });
  return text.reading.profiles;
}

/** The profiles that were asked for, by id or by name. @throws Failed `profile.not-found` */
export function pick(profiles: readonly Profile[], names: readonly string[]): Profile[] {
  const picked = names.map((asked) => {
    const found = profiles.find(({ id }) => id === asked) ?? profiles.find(({ name }) => name === asked);
    if (found === undefined) throw new Failed({ code: "profile.not-found", asked, known: profiles.map(({ id }) => id) });
    return found;
  });
  return [...new Set(picked)];
}
