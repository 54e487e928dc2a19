import type { Profile } from "../../shared/profile/profile-schema.js";
import { formatEndpoint, words } from "../../shared/words/words.js";
import { loadProfiles } from "../load-profiles.js";
import { formatColumns } from "../terminal/columns.js";

/** `culvert list`: one profile a line, as a table or as its JSON. @throws Failed `profile.invalid`, `store.unreadable` */
export function listCommand(options: { readonly profiles?: string; readonly json?: true }): void {
  const profiles = loadProfiles(options.profiles);
  if (options.json) for (const profile of profiles) console.log(JSON.stringify(profile));
  else if (profiles.length === 0) console.error(words.terminal.noProfiles);
  else for (const line of formatColumns([words.terminal.listHead, ...profiles.map(rowOf)])) console.log(line);
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
