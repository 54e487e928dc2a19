import { setFields } from "../../shared/profile/set-field.js";
import { FailureError } from "../../shared/status/failure.js";
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
    const read = setFields(profile, [{ path: "name", value: JSON.stringify(to) }]);
    if (!read.ok)
      throw new FailureError({ code: "profile.invalid", refused: [{ profile: profile.id, issues: read.issues }] });
    return read.profile;
  });
  printLine(words.terminal.changed(to));
  return EXIT.closedAsAsked;
}
