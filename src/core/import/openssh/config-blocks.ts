import type { ImportNote } from "../../../shared/import-export/import-candidate.js";
import type { WorkBudget } from "../../../shared/text/glob.js";
import { parseConfigLines, remarkKeyword, type ConfigDirective, type MalformedLine } from "./config-lines.js";
import { canonicalHost, isCanonicalized } from "./canonical-host.js";
import { expandTokens, MISSING_NAMES } from "./config-values.js";
import type { LocalMachine } from "./host-settings.js";
import { matchesHostLine, isPlainName } from "./host-pattern.js";
import { isFinalLine, matchesMatchLine, namesInMatchLine, parseMatchLine, type MatchLine } from "./match-line.js";

/** A `Host` line's patterns, or the tests of a `Match` line. */
type Condition = readonly string[] | MatchLine;

/** Settings that hold under the same conditions, which must all be met. */
interface ConfigBlock {
  readonly conditions: readonly Condition[];
  readonly directives: ConfigDirective[];
}

/** The plain names of a `Host` or `Match` line, and the block that it begins. */
interface NamedHosts {
  readonly names: readonly string[];
  readonly file: string;
  readonly line: number;
  readonly block: ConfigBlock;
  /** A `Match` line may say a host's real name, which another host has already. */
  readonly isMatch: boolean;
}

/** An `Include`d file, or the note that there is none. */
export interface Included {
  readonly file: string;
  readonly text: string;
}
export type Include = (pattern: string) => readonly (Included | ImportNote)[];

/** A whole configuration with its includes, in the order in which OpenSSH reads it. */
export interface OpensshConfig {
  readonly blocks: readonly ConfigBlock[];
  /** In the order written. */
  readonly hosts: readonly NamedHosts[];
  /** Whether `ssh` reads it twice. */
  readonly hasFinal: boolean;
  readonly notes: readonly ImportNote[];
  /** What looking up all its hosts may cost. */
  readonly budget: WorkBudget;
}

/** As in OpenSSH. */
const MAX_INCLUDE_DEPTH = 16;
/** More than any configuration has; what a hostile one has beyond them is told of. */
const MAX_BLOCKS = 4_000;
const MAX_LINES = 20_000;
const MAX_WORDS = 40_000;
const MAX_FILES = 256;
/** Far more than a thousand hosts among a thousand blocks take; the patterns of a hostile one would take hours. */
const WORK_LIMIT = 30_000_000;
/** A setting that is gathered costs about as much as so many characters compared. */
const SETTING_COST = 100;
/** Never fits: nothing is named by no pattern at all. */
const MATCHES_NOTHING: readonly string[] = [];

/** Read a configuration and all that it includes. `Match` lines that it does not decide itself are told of and never fit. */
export function readConfig(file: string, text: string, include: Include): OpensshConfig {
  const blocks: ConfigBlock[] = [];
  const named: NamedHosts[] = [];
  let hasFinal = false;
  const notes: ImportNote[] = [];
  let [includes, files, lines, words] = [0, 0, 0, 0];

  const exceedsLimits = (directive: ConfigDirective | MalformedLine): boolean => {
    lines++;
    words += "isMalformed" in directive ? 0 : directive.words.length;
    includes += "isMalformed" in directive || directive.keyword !== "include" ? 0 : directive.words.length;
    return blocks.length >= MAX_BLOCKS || lines > MAX_LINES || words > MAX_WORDS || includes > MAX_FILES;
  };
  const read = (source: Included, outer: ConfigBlock["conditions"], within: readonly string[]): void => {
    let block: ConfigBlock = { conditions: outer, directives: [] };
    blocks.push(block);
    const begin = (condition: Condition): ConfigBlock => {
      block = { conditions: [...outer, condition], directives: [] };
      blocks.push(block);
      return block;
    };
    for (const directive of parseConfigLines(source.text, source.file)) {
      const at = { file: directive.file, line: directive.line };
      if (exceedsLimits(directive)) {
        notes.push({ ...at, code: "too-many", what: String(lines) });
        return;
      } else if ("isMalformed" in directive) {
        notes.push({ ...at, code: "line-malformed" });
      } else if (directive.keyword === "host") {
        const names = directive.words.filter(isPlainName);
        const begun = begin(directive.words);
        if (names.length > 0) named.push({ ...at, names, block: begun, isMatch: false });
      } else if (directive.keyword === "match") {
        const match = parseMatchLine(directive.words);
        if (match === undefined) notes.push({ ...at, code: "match-lost", what: directive.words.join(" ") });
        const begun = begin(match ?? MATCHES_NOTHING);
        const names = match === undefined ? [] : namesInMatchLine(match);
        if (names.length > 0) named.push({ ...at, names, block: begun, isMatch: true });
        hasFinal ||= match !== undefined && isFinalLine(match);
      } else if (directive.keyword === "include") {
        const under = block.conditions;
        for (const included of directive.words.flatMap((pattern) => include(pattern))) {
          if ("code" in included)
            notes.push(
              included.code === "include-missing" || included.code === "include-not-followed"
                ? { ...included, ...at }
                : included,
            );
          else if (within.includes(included.file)) notes.push({ ...at, code: "include-loop", what: included.file });
          else if (within.length >= MAX_INCLUDE_DEPTH || ++files > MAX_FILES)
            notes.push({ ...at, code: "include-too-deep", what: included.file });
          else read(included, under, [...within, included.file]);
        }
        block = { conditions: under, directives: [] }; // what follows comes after the included file
        blocks.push(block);
      } else {
        block.directives.push(directive);
      }
    }
  };
  read({ file, text }, [], [file]);
  return { blocks, hosts: named, hasFinal, notes, budget: { remaining: WORK_LIMIT } };
}

/** Keywords of which every value counts; of any other the first one does. */
const REPEATABLE_KEYWORDS = new Set([
  "identityfile",
  "certificatefile",
  "localforward",
  remarkKeyword("forward"),
  "remoteforward",
  "dynamicforward",
  "sendenv",
  "setenv",
]);

/** The settings of one host, as `ssh` finds them, and the blocks that hold for it. */
export interface ResolvedHost {
  readonly settings: ReadonlyMap<string, readonly ConfigDirective[]>;
  readonly blocks: ReadonlySet<ConfigBlock>;
}

/**
 * Look up one host: the first value wins. Where a `Match final` line asks for it, or names are to be completed, there is a
 * second reading, by the name that the host has come to. Not whole where no effort is left.
 */
export function resolveHost(config: OpensshConfig, name: string, machine: LocalMachine): ResolvedHost {
  const settings = new Map<string, ConfigDirective[]>();
  const fitting = new Set<ConfigBlock>();
  const read = (host: string, isFinal: boolean): void => {
    const isMet = (condition: Condition): boolean => {
      if (!("tests" in condition)) return matchesHostLine(host, condition, config.budget);
      config.budget.remaining -= SETTING_COST;
      return matchesMatchLine(condition, { ...subjectsOf(settings, name, machine.username), isFinal }, config.budget);
    };
    for (const block of config.blocks) {
      if (config.budget.remaining < 0) break;
      if (fitting.has(block) || !block.conditions.every(isMet)) continue;
      fitting.add(block);
      config.budget.remaining -= block.directives.length * SETTING_COST;
      for (const directive of block.directives) {
        if (isFinal && directive.keyword === "hostname") continue; // by then it has been settled
        const before = settings.get(directive.keyword);
        if (before === undefined) settings.set(directive.keyword, [directive]);
        else if (REPEATABLE_KEYWORDS.has(directive.keyword)) before.push(directive);
      }
    }
  };
  read(name, false);
  if (config.hasFinal || isCanonicalized(settings)) read(completeHost(settings, name, machine, config.budget), true);
  return { settings, blocks: fitting };
}

/** The name that a host has come to after the first reading; it is settled then. */
function completeHost(
  settings: Map<string, ConfigDirective[]>,
  name: string,
  { username, findName = () => undefined }: LocalMachine,
  budget: WorkBudget,
): string {
  const host = subjectsOf(settings, name, username).host.toLowerCase();
  const { host: complete, missing } = canonicalHost(host, settings, findName, budget);
  const origin = settings.get("canonicalizehostname")?.[0];
  if (origin === undefined) return host;
  if (complete !== host) settings.set("hostname", [{ ...origin, words: [complete.replaceAll("%", "%%")] }]);
  if (missing.length > 0) settings.set(MISSING_NAMES, [{ ...origin, keyword: MISSING_NAMES, words: missing }]);
  return complete;
}

/** What is known of a host where a `Match` line stands. */
function subjectsOf(settings: ReadonlyMap<string, readonly ConfigDirective[]>, name: string, localUser: string) {
  const valueOf = (keyword: string): string | undefined => settings.get(keyword)?.[0]?.words[0];
  const written = valueOf("hostname");
  const host = written === undefined ? undefined : expandTokens(written, { h: name });
  return {
    host: host ?? name,
    originalhost: name,
    user: valueOf("user") ?? localUser,
    localuser: localUser,
    tagged: valueOf("tag") ?? "",
  };
}

export const hostSettingsOf = (config: OpensshConfig, name: string, machine: LocalMachine): ResolvedHost["settings"] =>
  resolveHost(config, name, machine).settings;
