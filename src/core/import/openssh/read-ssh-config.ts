import type { Candidate, ImportNote, ImportResult } from "../../../shared/import-export/import-candidate.js";
import { COMMENT_KEYS } from "../../../shared/import-export/openssh-comment.js";
import { looksLikeSocket, type EndpointOrSocket } from "../../../shared/profile/endpoint.js";
import { profileIdSchema } from "../../../shared/profile/profile-schema.js";
import type { FtpStatement } from "../../../shared/profile/ftp-recipe.js";
import { importForwards, type ForeignForward } from "../candidates/imported-forwards.js";
import { parseListenAddress, parseEndpoint } from "../candidates/parse-listen-address.js";
import { cleanName } from "../candidates/profile-names.js";
import { deduplicateNotes } from "../candidates/deduplicate-notes.js";
import { readConfig, resolveHost, type OpensshConfig, type Include } from "./config-blocks.js";
import { AUTH_KEYWORDS, remarkKeyword } from "./config-lines.js";
import { expandTokens, firstValue, isEnabled, MISSING_NAMES, type HostSettings } from "./config-values.js";
import { readForwardRemarks, withForwardsThatAreOff } from "./forward-remarks.js";
import { resolveHop, tokenValues, type LocalMachine } from "./host-settings.js";
import { resolveJumpHosts } from "./jump-hosts.js";
import { legacyAlgorithmLines } from "./old-algorithms.js";

/** More hosts than anybody clicks through, and more forwards than all of them have together. */
const MAX_HOSTS = 1_000;
const MAX_FORWARDS = 50_000;

/** Every host that an OpenSSH configuration names, as `ssh NAME` would reach it. Never throws, whatever the text is. */
export function readSshConfig(text: string, file: string, include: Include, machine: LocalMachine): ImportResult {
  const config = readConfig(file, text, include);
  const seen = new Set<string>();
  const candidates: Candidate[] = [];
  const notes: ImportNote[] = [...config.notes];
  let forwards = 0;
  const exceedsLimits = (): boolean => seen.size > MAX_HOSTS || forwards > MAX_FORWARDS || config.budget.remaining < 0;
  const byMatch = config.hosts.filter(({ isMatch }) => isMatch);
  for (const { names, file: at, line, block, isMatch } of [...config.hosts.filter((one) => !one.isMatch), ...byMatch]) {
    const hostCandidates: Candidate[] = [];
    for (const name of names) {
      if (seen.has(name) || exceedsLimits()) continue;
      if (isMatch && candidates.some(({ draft }) => draft.gateway?.host === name)) continue; // another host's real name
      const { settings, blocks } = resolveHost(config, name, machine);
      if (!blocks.has(block)) continue; // an Include under a Host or Match line that does not hold for it
      seen.add(name);
      if (firstValue(settings, remarkKeyword("jump-host")) !== undefined) continue; // those that lead over it have it
      const candidate = toCandidate(config, name, settings, at, line, machine);
      if (exceedsLimits()) continue;
      forwards += candidate.draft.forwards?.length ?? 0;
      hostCandidates.push(candidate);
    }
    candidates.push(...mergeAliases(hostCandidates));
    if (!exceedsLimits()) continue;
    notes.push({ file: at, line, code: "too-many", what: String(candidates.length) });
    break;
  }
  return deduplicateNotes({ candidates, notes });
}

function toCandidate(
  config: OpensshConfig,
  alias: string,
  settings: HostSettings,
  file: string,
  line: number,
  machine: LocalMachine,
): Candidate {
  const at = { file, line };
  const hop = resolveHop(alias, settings, machine, at);
  const jumps = resolveJumpHosts(config, settings, machine, { name: alias, draft: hop.draft }, [alias]);
  const { host, port, username } = hop.draft;
  const forwards = forwardsOf(settings, tokenValues({ name: alias, host, port, username }, settings, machine));
  const remarks = readForwardRemarks(settings);
  const imported = importForwards(forwards.imported, ftpStatementOf(settings), remarks.on);
  const plans = withForwardsThatAreOff(imported.forwards, remarks.off);
  const ownName = firstValue(settings, remarkKeyword("name"));
  const { name, wasCleaned } = cleanName(ownName ?? alias, hop.draft.host);
  return {
    source: "openssh",
    file,
    line,
    draft: {
      ...(ownName !== undefined && profileIdSchema.safeParse(alias).success ? { id: alias } : {}),
      name,
      gateway: {
        ...hop.draft,
        ...(jumps.via.length === 0 ? {} : { via: [...jumps.via] }),
        ...(jumps.proxy === undefined ? {} : { proxy: jumps.proxy }),
      },
      ...(imported.ftp === undefined ? {} : { ftp: imported.ftp }),
      ...(plans.length === 0 ? {} : { forwards: [...plans] }),
    },
    ...(imported.ifFtp === undefined
      ? {}
      : {
          ifFtp: { ...imported.ifFtp, forwards: [...withForwardsThatAreOff(imported.ifFtp.forwards, remarks.off)] },
        }),
    notes: [
      ...(wasCleaned ? [{ ...at, code: "name-cleaned" as const, what: name }] : []),
      ...hop.notes,
      ...jumps.notes,
      ...forwards.notes,
      ...imported.notes,
      ...remarks.notes,
      ...unsupportedSettings(settings),
    ],
  };
}

/** @param values for the tokens in the paths of sockets, where alone `ssh` puts any */
function forwardsOf(
  settings: HostSettings,
  values: Readonly<Record<string, string>>,
): {
  readonly imported: readonly ForeignForward[];
  readonly notes: readonly ImportNote[];
} {
  if (isEnabled(settings, "clearallforwardings")) return { imported: [], notes: [] };
  const opensAll = isEnabled(settings, "gatewayports");
  const imported: ForeignForward[] = [];
  const notes: ImportNote[] = [];
  const all = (["localforward", "remoteforward", "dynamicforward"] as const).flatMap((keyword) =>
    (settings.get(keyword) ?? []).map((directive) => ({ keyword, directive })),
  );
  for (const {
    keyword,
    directive: { words, file, line },
  } of all) {
    const at = { file, line };
    const what = words.join(" ").slice(0, 80);
    const [from, to] = words.map((word) => (looksLikeSocket(word) ? expandTokens(word, values) : word));
    if (from === undefined || (to === undefined && words.length > 1)) {
      notes.push({ ...at, code: "token-lost", what });
      continue;
    }
    const target = to === undefined ? undefined : parseEndpointOrSocket(to);
    const listenSocket = looksLikeSocket(from) ? { socket: from } : undefined;
    const written = parseListenAddress(from, keyword === "remoteforward" ? 0 : 1);
    const listen =
      written === undefined
        ? undefined
        : { ...written, host: written.host ?? (opensAll && keyword !== "remoteforward" ? "*" : undefined) };
    if (words.length > 2) notes.push({ ...at, code: "forward-malformed", what });
    else if (keyword === "remoteforward" && to === undefined) notes.push({ ...at, code: "forward-lost", what });
    else if (keyword === "remoteforward" && listenSocket !== undefined && target !== undefined)
      imported.push({ kind: "remote", listen: listenSocket, target, at });
    else if (listenSocket !== undefined) notes.push({ ...at, code: "socket-lost", what });
    else if (listen === undefined || (target === undefined) !== (keyword === "dynamicforward"))
      notes.push({ ...at, code: "forward-malformed", what });
    else if (target === undefined) imported.push({ kind: "dynamic", listen, at });
    else imported.push({ kind: keyword === "localforward" ? "local" : "remote", listen, target, at });
  }
  return { imported, notes };
}

/** `relay 127.0.0.1:2121`, `range 127.0.0.1:2121 2534-2536` or `none`, as an export writes it. */
function ftpStatementOf(settings: HostSettings): FtpStatement | undefined {
  const [mode, written = "", passive] =
    /^(\S+)(?: (\S+))?(?: (.+))?$/.exec(firstValue(settings, remarkKeyword("ftp")) ?? "")?.slice(1) ?? [];
  if (mode === "none") return { mode };
  const listen = parseEndpoint(written);
  if (listen === undefined) return undefined;
  if (mode === "relay") return { mode, listen };
  return mode === "range" && passive !== undefined ? { mode, listen, passive } : undefined;
}

/** `popeye:80`, or the path of a Unix socket. */
const parseEndpointOrSocket = (text: string): EndpointOrSocket | undefined =>
  looksLikeSocket(text) ? { socket: text } : parseEndpoint(text);

/** What a profile says itself, or what Culvert always does. */
const SUPPORTED_KEYWORDS = new Set<string>([
  ...AUTH_KEYWORDS,
  "hostname",
  "port",
  "user",
  "proxyjump",
  "proxycommand",
  "localforward",
  "remoteforward",
  "dynamicforward",
  "clearallforwardings",
  "gatewayports",
  "exitonforwardfailure",
  "serveraliveinterval",
  "serveralivecountmax",
  "tcpkeepalive",
  ...COMMENT_KEYS.map(remarkKeyword),
  "revokedhostkeys",
  "canonicalizehostname",
  "canonicaldomains",
  "canonicalizemaxdots",
  "canonicalizefallbacklocal",
  "canonicalizepermittedcnames",
  MISSING_NAMES,
  "tag",
]);

const unsupportedSettings = (settings: HostSettings, carried = legacyAlgorithmLines(settings)): readonly ImportNote[] =>
  [...settings.values()].flatMap(([directive]) =>
    directive === undefined || SUPPORTED_KEYWORDS.has(directive.keyword) || carried.includes(directive)
      ? []
      : [
          {
            code: "setting-lost" as const,
            file: directive.file,
            line: directive.line,
            what: directive.written.slice(0, 80),
          },
        ],
  );

/** The names of one `Host` line that lead to the same are one host. */
function mergeAliases(candidates: readonly Candidate[]): readonly Candidate[] {
  const kept = new Map<string, Candidate>();
  for (const candidate of candidates) {
    const key = JSON.stringify({ ...candidate.draft, id: "", name: "" });
    const sameHost = kept.get(key);
    const alias: ImportNote = {
      file: candidate.file,
      ...(candidate.line === undefined ? {} : { line: candidate.line }),
      code: "aliases-joined",
      what: candidate.draft.name,
    };
    kept.set(key, sameHost === undefined ? candidate : { ...sameHost, notes: [...sameHost.notes, alias] });
  }
  return [...kept.values()];
}
