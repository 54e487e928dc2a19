import type { Profile } from "../../shared/profile/profile-schema.js";
import { formatEndpoint, words } from "../../shared/words/words.js";
import { loadProfiles } from "../load-profiles.js";
import { formatColumns } from "../terminal/columns.js";
import { printJson, printLine, printMessage } from "../terminal/output.js";

/** `culvert list`: one profile a line, as a table or as its JSON. @throws Failed `profile.invalid`, `store.unreadable` */
export function listCommand(options: { readonly profiles?: string; readonly json?: true }): void {
  const profiles = loadProfiles(options.profiles);
  if (options.json) for (const profile of profiles) printJson(profile);
  else if (profiles.length === 0) printMessage(words.terminal.noProfiles);
  else for (const line of formatColumns([words.terminal.listHead, ...profiles.map(rowOf)])) printLine(line);
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
