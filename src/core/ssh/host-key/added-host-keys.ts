import type { Place } from "../../../shared/profile/endpoint.js";
import type { AddedHostKey } from "../../../shared/status/added-host-key.js";
import { hostKeyFacts } from "./fingerprint.js";
import { matchesNames, nameOf } from "./known-hosts-names.js";
import { readLines, type KnownLine } from "./known-hosts.js";

/** What ends a line that Culvert wrote: `culvert 2026-11-22`. The format allows a comment there, and every program keeps it. */
const MARK = /(?:^|\s)culvert (\d{4}-\d{2}-\d{2})\s*$/;

export const markOf = (when: number): string => `culvert ${new Date(when).toISOString().slice(0, 10)}`;

/**
 * The keys in a known_hosts file that Culvert wrote down, in the file's order.
 *
 * @param places what hashed names may stand for: every hop of the user's profiles
 */
export function addedHostKeys(text: string, places: readonly Place[]): AddedHostKey[] {
  return readLines(text).flatMap((line) => {
    const date = MARK.exec(line.text)?.[1];
    if (date === undefined || line.marker !== undefined) return [];
    const host = hostOf(line, places);
    return [{ line: line.number, ...hostKeyFacts(line.key), date, ...(host === undefined ? {} : { host }) }];
  });
}

/** The text without one of these lines; nothing where the file has changed, and another key stands there. */
export function withoutAdded(text: string, { line, fingerprint }: Pick<AddedHostKey, "line" | "fingerprint">): string | undefined {
  if (!addedHostKeys(text, []).some((added) => added.line === line && added.fingerprint === fingerprint)) return undefined;
  return text.split("\n").toSpliced(line - 1, 1).join("\n");
}

/** As it is written; a hashed name only where it is one of the places. */
function hostOf({ names }: KnownLine, places: readonly Place[]): string | undefined {
  if (!names.startsWith("|")) return names;
  return places.map(({ host, port }) => nameOf(host, port)).find((name) => matchesNames(names, name));
}
