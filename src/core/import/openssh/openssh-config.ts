import type { Candidate, Note, Reading } from "../../../shared/exchange/import-candidate.js";
import { looksLikeSocket, type Spot } from "../../../shared/profile/endpoint.js";
import { importForwards, type ForeignForward } from "../imported-forwards.js";
import { readListen, readTarget } from "../parse-listen-address.js";
import { cleanName } from "../profile-names.js";
import { LOGIN_KEYWORDS } from "./auth-methods.js";
import { readConfig, settingsOf, type Config, type Include } from "./config-blocks.js";
import { isYes, type Settings } from "./config-values.js";
import { hopOf, type LocalMachine } from "./host-settings.js";
import { jumpHostsOf } from "./jump-hosts.js";
import { linesForOldServer } from "./old-algorithms.js";

/** More hosts than anybody clicks through, and more forwards than all of them have together. */
const MOST_HOSTS = 1_000;
const MOST_FORWARDS = 50_000;

/** Every host that an OpenSSH configuration names, as `ssh NAME` would reach it. Never throws, whatever the text is. */
export function readOpensshConfig(text: string, file: string, include: Include, machine: LocalMachine): Reading {
  const config = readConfig(file, text, include);
  const seen = new Set<string>();
  const candidates: Candidate[] = [];
  const notes: Note[] = [...config.notes];
  let forwards = 0;
  const isTooMuch = (): boolean => seen.size > MOST_HOSTS || forwards > MOST_FORWARDS || config.effort.left < 0;
  for (const { names, file: at, line } of config.named) {
    const found: Candidate[] = [];
    for (const name of names) {
      if (seen.has(name) || isTooMuch()) continue;
      seen.add(name);
      const candidate = candidateOf(config, name, at, line, machine);
      if (isTooMuch()) continue;
      forwards += candidate.draft.forwards?.length ?? 0;
      found.push(candidate);
    }
    candidates.push(...joinAliases(found));
    if (!isTooMuch()) continue;
    notes.push({ file: at, line, code: "too-many", what: String(candidates.length) });
    break;
  }
  return { candidates, notes };
}

function candidateOf(config: Config, alias: string, file: string, line: number, machine: LocalMachine): Candidate {
  const at = { file, line };
  const settings = settingsOf(config, alias);
  const hop = hopOf(alias, settings, machine, at);
  const jumps = jumpHostsOf(config, settings, machine);
  const forwards = forwardsOf(settings);
  const imported = importForwards(forwards.foreign);
  const { name, wasCleaned } = cleanName(alias, hop.draft.host);
  return {
    source: "openssh", file, line,
    draft: {
      name, gateway: { ...hop.draft, ...(jumps.via.length === 0 ? {} : { via: [...jumps.via] }), ...(jumps.proxy === undefined ? {} : { proxy: jumps.proxy }) },
      ...(imported.ftp === undefined ? {} : { ftp: imported.ftp }), ...(imported.forwards.length === 0 ? {} : { forwards: [...imported.forwards] }),
    },
    notes: [...(wasCleaned ? [{ ...at, code: "name-cleaned" as const, what: name }] : []), ...hop.notes, ...jumps.notes, ...forwards.notes, ...imported.notes, ...lostSettings(settings)],
  };
}

function forwardsOf(settings: Settings): { readonly foreign: readonly ForeignForward[]; readonly notes: readonly Note[] } {
  if (isYes(settings, "clearallforwardings")) return { foreign: [], notes: [] };
  const opensAll = isYes(settings, "gatewayports");
  const foreign: ForeignForward[] = [];
  const notes: Note[] = [];
  const all = (["localforward", "remoteforward", "dynamicforward"] as const).flatMap((keyword) => (settings.get(keyword) ?? []).map((directive) => ({ keyword, directive })));
  for (const { keyword, directive: { words: [from = "", to], file, line } } of all) {
    const at = { file, line };
    const what = [from, to].filter((part) => part !== undefined).join(" ");
    const target = to === undefined ? undefined : readSpot(to);
    const atSocket = looksLikeSocket(from) ? { socket: from } : undefined;
    const written = readListen(from, keyword === "remoteforward" ? 0 : 1);
    const listen = written === undefined ? undefined : { ...written, host: written.host ?? (opensAll && keyword !== "remoteforward" ? "*" : undefined) };
    if (keyword === "remoteforward" && to === undefined) notes.push({ ...at, code: "forward-lost", what });
    else if (keyword === "remoteforward" && atSocket !== undefined && target !== undefined) foreign.push({ kind: "remote", listen: atSocket, target, at });
    else if (atSocket !== undefined) notes.push({ ...at, code: "socket-lost", what });
    else if (listen === undefined || (target === undefined) !== (keyword === "dynamicforward")) notes.push({ ...at, code: "forward-malformed", what });
    else if (target === undefined) foreign.push({ kind: "dynamic", listen, at });
    else foreign.push({ kind: keyword === "localforward" ? "local" : "remote", listen, target, at });
  }
  return { foreign, notes };
}

/** `popeye:80`, or the path of a Unix socket. */
const readSpot = (text: string): Spot | undefined => (looksLikeSocket(text) ? { socket: text } : readTarget(text));

/** What a profile says itself, or what Culvert always does. */
const CARRIED = new Set<string>([
  ...LOGIN_KEYWORDS, "hostname", "port", "user", "proxyjump", "proxycommand", "localforward", "remoteforward", "dynamicforward", "clearallforwardings", "gatewayports",
  "exitonforwardfailure", "serveraliveinterval", "serveralivecountmax", "tcpkeepalive",
]);

const lostSettings = (settings: Settings, carried = linesForOldServer(settings)): readonly Note[] =>
  [...settings.values()].flatMap(([directive]) => (directive === undefined || CARRIED.has(directive.keyword) || carried.includes(directive) ? [] : [{ code: "setting-lost" as const, file: directive.file, line: directive.line, what: directive.written.slice(0, 80) }]));

/** The names of one `Host` line that lead to the same are one host. */
function joinAliases(candidates: readonly Candidate[]): readonly Candidate[] {
  const kept = new Map<string, Candidate>();
  for (const candidate of candidates) {
    const key = JSON.stringify({ ...candidate.draft, name: "" });
    const twin = kept.get(key);
    const alias: Note = { file: candidate.file, ...(candidate.line === undefined ? {} : { line: candidate.line }), code: "aliases-joined", what: candidate.draft.name };
    kept.set(key, twin === undefined ? candidate : { ...twin, notes: [...twin.notes, alias] });
  }
  return [...kept.values()];
}
