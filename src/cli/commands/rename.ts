import { setFields } from "../../shared/profile/set-field.js";
import { profileOrThrow } from "../../shared/status/profile-or-throw.js";
import { words } from "../../shared/words/words.js";
import { changeProfile } from "../change-profile.js";
import { EXIT } from "../exit-code.js";
import { findByName } from "../find-by-name.js";
import { printLine } from "../terminal/output.js";
import { UsageError } from "../usage-error.js";

/** `culvert rename`: another name for a stored profile; the id stays. @returns the exit code @throws UsageError; Failed `profile.not-found`, `profile.invalid` */
export async function renameCommand(
  from: string,
  to: string,
  { profiles }: { readonly profiles?: string },
): Promise<number> {
  await changeProfile(profiles, from, (profile, others) => {
    if (findByName(others, to).match !== undefined) throw new UsageError(words.terminal.nameTaken(to));
    return profileOrThrow(setFields(profile, [{ path: "name", value: JSON.stringify(to) }]), profile.id);
  });
  printLine(words.terminal.changed(to));
  return EXIT.closedAsAsked;
}
