import type { TrustedAuthority } from "../../../shared/status/added-host-key.js";
import { hostKeyFacts } from "./fingerprint.js";
import { readLines, type KnownHostsText } from "./known-hosts.js";

/** The authorities whose host certificates known_hosts files trust, in the files' order, without those that one of them revokes for all hosts. */
export function trustedAuthorities(files: readonly KnownHostsText[]): TrustedAuthority[] {
  const lines = files.flatMap(({ file, text }) => readLines(text).map((line) => ({ ...line, file })));
  const revoked = lines.filter(({ marker, names }) => marker === "@revoked" && names === "*");
  return lines
    .filter(({ marker, key }) => marker === "@cert-authority" && !revoked.some((line) => line.key.equals(key)))
    .map(({ names, key, file, number }) => ({ names, ...hostKeyFacts(key), file, line: number }));
}
