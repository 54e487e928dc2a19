import type { Profile } from "../../shared/profile/profile-schema.js";
import { words } from "../../shared/words/words.js";
import type { DestinationOptions } from "../destination-options.js";
import { EXIT } from "../exit-code.js";
import { readProfiles } from "../load-profiles.js";
import { loadSettings } from "../load-settings.js";
import { openStore } from "../open-store.js";
import { profileFromDestination } from "../profile-from-destination.js";
import { printJson, printLine, printMessage } from "../terminal/output.js";

interface AddOptions extends DestinationOptions {
  readonly profiles?: string;
  readonly json?: true;
}

/**
 * `culvert add`: a profile made of a server's address, or of an ssh command, and stored.
 *
 * @returns the exit code
 * @throws UsageError; Failed `profile.invalid`, `store.unreadable`, `store.newer`
 */
export async function addCommand(written: readonly string[], options: AddOptions): Promise<number> {
  const { defaultKey } = options.profiles === undefined ? loadSettings(printMessage) : { defaultKey: undefined };
  const say = (line: string): unknown => printMessage(`culvert: ${line}`);
  const { profiles } = readProfiles(options.profiles, true);
  let profile = await profileFromDestination(written, { ...options, defaultKey }, profiles, say);
  const store = await openStore(options.profiles);
  await store.change((stored) => {
    profile = withFreeId(profile, stored);
    return [...stored, profile];
  });
  if (options.json) printJson(profile);
  else printLine(words.terminal.added(profile.name, profile.id));
  return EXIT.closedAsAsked;
}

/** Another program may have saved meanwhile. */
function withFreeId(profile: Profile, stored: readonly Profile[]): Profile {
  let { id } = profile;
  for (let next = 2; stored.some((other) => other.id === id); next++) id = `${profile.id.slice(0, 56)}-${next}`;
  return { ...profile, id };
}
