import type { Endpoint } from "../../../shared/profile/endpoint.js";
import type { AddedHostKey } from "../../../shared/status/added-host-key.js";
import { hostKeyFacts } from "./fingerprint.js";
import { matchesNames, hostName } from "./known-hosts-names.js";
import { readLines, type KnownHostsLine } from "./known-hosts.js";

/** What ends a line that Culvert wrote: `culvert 2026-11-22`. The format allows a comment there, and every program keeps it. */
const ADDED_COMMENT = /(?:^|\s)culvert (\d{4}-\d{2}-\d{2})\s*$/;

export const addedComment = (when: number): string => `culvert ${new Date(when).toISOString().slice(0, 10)}`;

/**
 * The keys in a known_hosts file that Culvert wrote down, in the file's order.
 *
 * @param endpoints what hashed names may stand for: every hop of the user's profiles
 */
export function readAddedHostKeys(text: string, endpoints: readonly Endpoint[]): AddedHostKey[] {
  return readLines(text).flatMap((line) => {
    const date = ADDED_COMMENT.exec(line.text)?.[1];
    if (date === undefined || line.marker !== undefined) return [];
    const host = hostOf(line, endpoints);
    return [{ line: line.number, ...hostKeyFacts(line.key), date, ...(host === undefined ? {} : { host }) }];
  });
}

/** The text without one of these lines; nothing where the file has changed, and another key stands there. */
export function removeAddedKey(
  text: string,
  { line, fingerprint }: Pick<AddedHostKey, "line" | "fingerprint">,
): string | undefined {
  if (!readAddedHostKeys(text, []).some((added) => added.line === line && added.fingerprint === fingerprint))
    return undefined;
  return text
    .split("\n")
    .toSpliced(line - 1, 1)
    .join("\n");
}

/** As it is written; a hashed name only where it is one of the places. */
function hostOf({ names }: KnownHostsLine, endpoints: readonly Endpoint[]): string | undefined {
  if (!names.startsWith("|")) return names;
  return endpoints.map(({ host, port }) => hostName(host, port)).find((name) => matchesNames(names, name));
}
