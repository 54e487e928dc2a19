import type { ImportNote, SourcePosition } from "../../../shared/import-export/import-candidate.js";
import type { ProfileDraft } from "../../../shared/profile/profile-schema.js";
import { withoutBrackets } from "../candidates/parse-listen-address.js";
import { parsePort } from "../candidates/service-ports.js";
import type { FindName } from "./canonical-host.js";
import { authMethodsOf } from "./auth-methods.js";
import { expandTokens, firstValue, MISSING_NAMES, type HostSettings } from "./config-values.js";
import { legacyAlgorithmLines } from "./old-algorithms.js";

/** What `ssh` takes from the machine where no setting says it. */
export interface LocalMachine {
  readonly username: string;
  /** Where nobody asks the network, no name is completed. */
  readonly findName?: FindName;
}
export type HopDraft = NonNullable<ProfileDraft["gateway"]["via"]>[number];

/** Host, port, user, ways to log in and the switch for old servers of one host, as `ssh -G` would print them. */
export function resolveHop(
  name: string,
  settings: HostSettings,
  machine: LocalMachine,
  at: SourcePosition,
): { readonly draft: HopDraft; readonly notes: readonly ImportNote[] } {
  const notes: ImportNote[] = [];
  const host = hostOf(name, settings, notes);
  const port = portOf(settings, notes);
  const user = firstValue(settings, "user");
  if (user === undefined) notes.push({ ...at, code: "username-assumed", what: machine.username });
  const username = user ?? machine.username;
  const auth = authMethodsOf(settings, tokenValues({ name, host, port, username }, settings, machine), notes);
  const revokedHostKeys = revokedHostKeysOf(settings, notes);
  const missing = settings.get(MISSING_NAMES)?.[0];
  if (missing !== undefined)
    notes.push({ file: missing.file, line: missing.line, code: "name-not-completed", what: missing.words.join(", ") });
  const legacyLines = legacyAlgorithmLines(settings);
  const [firstLegacyLine] = legacyLines;
  if (firstLegacyLine !== undefined)
    notes.push({
      file: firstLegacyLine.file,
      line: firstLegacyLine.line,
      code: "old-server",
      what: legacyLines.map(({ written }) => written).join(", "),
    });
  return {
    draft: {
      host,
      ...(port === undefined ? {} : { port }),
      username,
      ...(auth === undefined ? {} : { auth: [...auth] }),
      ...(firstLegacyLine === undefined ? {} : { oldServer: true }),
      ...(revokedHostKeys === undefined ? {} : { revokedHostKeys }),
    },
    notes,
  };
}

/** What `ssh` puts for the tokens in paths and commands, as far as it is known here (ssh_config(5), TOKENS). */
export const tokenValues = (
  { name, host, port = 22, username }: { name: string; host: string; port?: number | undefined; username: string },
  settings: HostSettings,
  machine: LocalMachine,
): Readonly<Record<string, string>> => ({
  h: host,
  k: firstValue(settings, "hostkeyalias") ?? name,
  p: String(port),
  r: username,
  n: name,
  u: machine.username,
  d: "~",
});

function hostOf(name: string, settings: HostSettings, notes: ImportNote[]): string {
  const directive = settings.get("hostname")?.[0];
  const written = directive?.words[0];
  if (directive === undefined || written === undefined) return withoutBrackets(name);
  const host = expandTokens(written, { h: name });
  if (host !== undefined) return withoutBrackets(host);
  notes.push({ file: directive.file, line: directive.line, code: "token-lost", what: written });
  return withoutBrackets(name);
}

function revokedHostKeysOf(settings: HostSettings, notes: ImportNote[]): string | undefined {
  const directive = settings.get("revokedhostkeys")?.[0];
  const written = directive?.words[0];
  if (directive === undefined || written === undefined || written.toLowerCase() === "none") return undefined;
  const path = expandTokens(written, { d: "~" });
  if (path === undefined) notes.push({ file: directive.file, line: directive.line, code: "token-lost", what: written });
  return path;
}

function portOf(settings: HostSettings, notes: ImportNote[]): number | undefined {
  const directive = settings.get("port")?.[0];
  if (directive === undefined) return undefined;
  const port = parsePort(directive.words[0] ?? "");
  if (port !== undefined && port > 0) return port;
  notes.push({ file: directive.file, line: directive.line, code: "line-malformed" });
  return undefined;
}
