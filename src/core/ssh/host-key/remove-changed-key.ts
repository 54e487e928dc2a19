import { FailureError, type Failure } from "../../../shared/status/failure.js";
import type { KnownHosts } from "../../environment.js";
import { hostKeyFacts } from "./fingerprint.js";
import { readLines } from "./known-hosts.js";

/** What the user says to take a known key out: which, and whose, in their own hand. */
export interface KeyRemoval {
  /** The host's name as it was typed. */
  readonly typedHost: string;
  /** Counted from 1. */
  readonly line: number;
  readonly fingerprint: string;
}

/**
 * Take out of the user's own known_hosts file a key that a server shows no longer, so that the next connection asks about
 * the one that it shows now. Only a line that the failure names, and only where the user has typed the host's name: who
 * may be listening in must not need a click more than a habit gives (RFC 4251 section 4.1).
 *
 * @param failure why the tunnel fails now; nothing where it does not
 * @throws Failed `host-key.changed` where it is not that line of that file, or the name is not the host's; it says what to do by hand
 */
export async function removeChangedKey(
  knownHosts: KnownHosts,
  failure: Failure | undefined,
  { typedHost, line, fingerprint }: KeyRemoval,
): Promise<void> {
  if (failure?.code !== "host-key.changed")
    throw new FailureError({ code: "internal", detail: "no tunnel has met a changed host key" });
  const isNamed = failure.kept.some(
    (kept) => kept.file === knownHosts.file && kept.line === line && kept.fingerprint === fingerprint,
  );
  if (!isNamed || typedHost.trim().toLowerCase() !== failure.host.toLowerCase()) throw new FailureError(failure);
  await knownHosts.rewrite((text) => withoutKey(text, line, fingerprint));
}

/** Nothing where the file has changed meanwhile, and another key stands there, or a mark keeps it. */
function withoutKey(text: string, number: number, fingerprint: string): string | undefined {
  const isThere = readLines(text).some(
    (line) => line.number === number && line.marker === undefined && hostKeyFacts(line.key).fingerprint === fingerprint,
  );
  return isThere
    ? text
        .split("\n")
        .toSpliced(number - 1, 1)
        .join("\n")
    : undefined;
}
