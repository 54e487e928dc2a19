import { rm } from "node:fs/promises";
import { bridgePasswordFile } from "../bridge-passwords.js";
import { changeProfile } from "../change-profile.js";
import { EXIT } from "../exit-code.js";
import { readProfiles, selectProfiles } from "../load-profiles.js";
import { words } from "../../shared/words/words.js";
import { printLine } from "../terminal/output.js";
import { askYesOrNo } from "../terminal/terminal-prompter.js";
import { UsageError } from "../usage-error.js";

/** `culvert remove`: a stored profile, and the password of its bridge; asks on a terminal. @returns the exit code @throws UsageError; Failed `profile.not-found` */
export async function removeCommand(
  name: string,
  { profiles, yes }: { readonly profiles?: string; readonly yes?: true },
): Promise<number> {
  const [profile] = selectProfiles(readProfiles(profiles), [name]);
  if (profile === undefined) return EXIT.profile;
  if (yes === undefined) {
    if (!process.stdin.isTTY) throw new UsageError(words.terminal.removeNeedsYes);
    if (!(await askYesOrNo(words.terminal.askRemove(profile.name)))) {
      printLine(words.terminal.kept(profile.name));
      return EXIT.closedAsAsked;
    }
  }
  await changeProfile(profiles, profile.id, () => undefined);
  if (profiles === undefined) await rm(bridgePasswordFile(profile.id), { force: true });
  printLine(words.terminal.removed(profile.name));
  return EXIT.closedAsAsked;
}
