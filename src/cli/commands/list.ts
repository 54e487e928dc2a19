import type { Profile } from "../../shared/profile/profile-schema.js";
import { formatEndpoint, words } from "../../shared/words/words.js";
import { EXIT } from "../exit-code.js";
import { readProfiles, sayRefused } from "../load-profiles.js";
import { formatColumns } from "../terminal/columns.js";
import { printJson, printLine, printMessage } from "../terminal/output.js";

/**
 * `culvert list`: one profile a line, as a table or as its JSON; what is wrong with others on standard error.
 *
 * @returns the exit code: 3 where there are others @throws Failed `profile.invalid`, `store.unreadable`
 */
export function listCommand(options: { readonly profiles?: string; readonly json?: true }): number {
  const { profiles, refused } = readProfiles(options.profiles);
  if (options.json) for (const profile of profiles) printJson(profile);
  else if (profiles.length === 0 && refused.length === 0) printMessage(words.terminal.noProfiles);
  else if (profiles.length > 0)
    for (const line of formatColumns([words.terminal.listHead, ...profiles.map(rowOf)])) printLine(line);
  sayRefused(refused);
  return refused.length === 0 ? EXIT.closedAsAsked : EXIT.profile;
}

function rowOf({ id, name, gateway, ftp, forwards }: Profile): string[] {
  const listens = [
    ...(ftp === undefined ? [] : [ftp.listen]),
    ...forwards.filter(({ kind, enabled }) => enabled && kind !== "remote").map(({ listen }) => listen),
  ];
  return [
    id,
    name,
    `${gateway.username}@${formatEndpoint(gateway)}`,
    ftp?.mode ?? "-",
    listens.map(formatEndpoint).join(" ") || "-",
  ];
}
