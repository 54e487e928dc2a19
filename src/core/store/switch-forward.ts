import type { ForwardSwitch } from "../../shared/ipc/contract.js";
import { parseProfile } from "../../shared/profile/profile-issues.js";
import { FailureError } from "../../shared/status/failure.js";
import { profileOrThrow } from "../../shared/status/profile-or-throw.js";
import type { ProfileStore } from "./profile-store.js";

/**
 * Switch one of a profile's forwards, in the profile that is kept: an open tunnel follows it at once. One that is no
 * longer there is no failure, since whoever asked is about to be told so.
 *
 * @throws Failed `profile.not-found`; `profile.invalid` where its port is another's by now; `store.unreadable`, `store.newer`
 */
export async function switchForward(
  store: Pick<ProfileStore, "profiles" | "save">,
  { profile: id, forward: index, enabled }: ForwardSwitch,
): Promise<void> {
  const profiles = store.profiles();
  const profile = profiles.find((one) => one.id === id);
  if (profile === undefined)
    throw new FailureError({ code: "profile.not-found", asked: id, known: profiles.map((one) => one.id) });
  const plan = profile.forwards[index];
  if (plan === undefined || plan.enabled === enabled) return;
  const draft = { ...profile, forwards: profile.forwards.with(index, { ...plan, enabled }) };
  await store.save(profileOrThrow(parseProfile(draft), profile.name));
}
