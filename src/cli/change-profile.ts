import type { Profile } from "../shared/profile/profile-schema.js";
import { findByName } from "./find-by-name.js";
import { readProfiles, selectProfiles, profileNotFound } from "./load-profiles.js";
import { openStore } from "./open-store.js";

/**
 * Change one stored profile, of what the file holds at that moment.
 *
 * @param change gives what is to stand in its place; nothing takes it out. It may throw, and then nothing is written
 * @returns the profile as it was
 * @throws Failed `profile.not-found`, `store.unreadable`, `store.newer`
 */
export async function changeProfile(
  named: string | undefined,
  asked: string,
  change: (profile: Profile, others: readonly Profile[]) => Profile | undefined,
): Promise<Profile> {
  selectProfiles(readProfiles(named), [asked]); // says what is wrong before the file is touched
  const store = await openStore(named);
  let before: Profile | undefined;
  let refusal: unknown;
  const changeAll = (profiles: readonly Profile[]): readonly Profile[] => {
    const { match, suggestion } = findByName(profiles, asked);
    if (match === undefined) throw profileNotFound(asked, profiles, suggestion);
    before = match;
    try {
      const after = change(
        match,
        profiles.filter((profile) => profile !== match),
      );
      return profiles.flatMap((profile) => (profile !== match ? [profile] : after === undefined ? [] : [after]));
    } catch (thrown) {
      throw (refusal = thrown);
    }
  };
  await store.change(changeAll).catch((thrown: unknown) => {
    throw refusal ?? thrown; // the store tells of whatever is no failure as of a file that it cannot write
  });
  if (before === undefined) throw new Error("the store has not asked for the change");
  return before;
}
