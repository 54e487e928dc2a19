import { isDeepStrictEqual } from "node:util";
import { InvalidArgumentError } from "commander";
import { askRunningCulverts } from "../../core/status-service/ask-running-culverts.js";
import { dataFolder } from "../../core/store/data-folder.js";
import { parseAssignment, setFields, type FieldAssignment } from "../../shared/profile/set-field.js";
import type { Profile } from "../../shared/profile/profile-schema.js";
import { profileOrThrow } from "../../shared/status/profile-or-throw.js";
import { words } from "../../shared/words/words.js";
import { changeProfile } from "../change-profile.js";
import { EXIT } from "../exit-code.js";
import { printJson, printLine, printMessage } from "../terminal/output.js";
import { UsageError } from "../usage-error.js";
import { withPrivateKeyFirst } from "../put-private-key-first.js";

interface EditOptions {
  readonly profiles?: string;
  readonly set?: readonly FieldAssignment[];
  readonly key?: string;
  readonly json?: true;
}

/** Reads an option's field and value. @throws InvalidArgumentError */
export function addAssignment(text: string, before: readonly FieldAssignment[] = []): readonly FieldAssignment[] {
  const assignment = parseAssignment(text);
  if (assignment === undefined) throw new InvalidArgumentError(words.terminal.setMalformed(text));
  return [...before, assignment];
}

/**
 * `culvert edit`: fields of a stored profile, by their paths in the profile document.
 *
 * @returns the exit code
 * @throws UsageError; Failed `profile.not-found`, `profile.invalid` with every field that would be wrong
 */
export async function editCommand(name: string, options: EditOptions): Promise<number> {
  const { set = [], key } = options;
  if (set.some(({ path }) => path === "id")) throw new UsageError(words.terminal.idStays);
  const placeholder = [key, ...set.map(({ value }) => value)].find((value) => /^<[^<>]+>$/.test(value ?? ""));
  if (placeholder !== undefined) throw new UsageError(words.terminal.placeholderLeft(placeholder));
  let changed: Profile | undefined;
  const before = await changeProfile(options.profiles, name, (profile) => {
    const reading = setFields(key === undefined ? profile : withPrivateKeyFirst(profile, key), set);
    return (changed = profileOrThrow(reading, profile.id));
  });
  if (options.json) printJson(changed);
  else {
    const { changed: done, unchanged } = words.terminal;
    const isSame = isDeepStrictEqual(before, changed);
    printLine((isSame ? unchanged : done)(before.name));
    if (!isSame) await tellWhereOpen(before);
  }
  return EXIT.closedAsAsked;
}

/** A tunnel that is open goes on as it was until its process is told. */
async function tellWhereOpen({ id, name }: Profile): Promise<void> {
  for (const { pid, program, tunnels } of await askRunningCulverts(dataFolder())) {
    if (!tunnels.some(({ profile, state }) => profile === id && state.kind !== "closed")) continue;
    const { openInApp, openInUp } = words.terminal;
    const command = process.platform === "win32" ? undefined : `kill -USR1 ${pid}`;
    printMessage(program === "app" ? openInApp(name) : openInUp(name, pid, command));
  }
}
