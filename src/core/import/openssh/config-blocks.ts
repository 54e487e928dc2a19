import type { ImportNote } from "../../../shared/exchange/import-candidate.js";
import type { WorkBudget } from "../../../shared/glob.js";
import { parseConfigLines, type ConfigDirective, type MalformedLine } from "./config-lines.js";
import { matchesHostLine, isPlainName } from "./host-pattern.js";

/** Settings that hold under the same conditions: every `Host` line of `under` must fit. */
interface ConfigBlock {
  readonly conditions: readonly (readonly string[])[];
  readonly directives: ConfigDirective[];
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
  /** Each `Host` line's plain names, in the order written. */
  readonly hosts: readonly { readonly names: readonly string[]; readonly file: string; readonly line: number }[];
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

/** Read a configuration and all that it includes. `Match` lines other than `Match all` are told of and never fit. */
export function readConfig(file: string, text: string, include: Include): OpensshConfig {
  const blocks: ConfigBlock[] = [];
  const named: { names: readonly string[]; file: string; line: number }[] = [];
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
    const begin = (patterns: readonly string[]): void => {
      block = { conditions: [...outer, patterns], directives: [] };
      blocks.push(block);
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
        if (names.length > 0) named.push({ ...at, names });
        begin(directive.words);
      } else if (directive.keyword === "match") {
        const isAll = directive.words.length === 1 && directive.words[0]?.toLowerCase() === "all";
        if (!isAll) notes.push({ ...at, code: "match-lost", what: directive.words.join(" ") });
        begin(isAll ? ["*"] : MATCHES_NOTHING);
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
  return { blocks, hosts: named, notes, budget: { remaining: WORK_LIMIT } };
}

/** Keywords of which every value counts; of any other the first one does. */
const REPEATABLE_KEYWORDS = new Set([
  "identityfile",
  "certificatefile",
  "localforward",
  "remoteforward",
  "dynamicforward",
  "sendenv",
  "setenv",
]);

/** The settings of one host, as `ssh` finds them: the first value wins. Not whole where no effort is left. */
export function hostSettingsOf(config: OpensshConfig, name: string): ReadonlyMap<string, readonly ConfigDirective[]> {
  const settings = new Map<string, ConfigDirective[]>();
  for (const { conditions, directives } of config.blocks) {
    if (config.budget.remaining < 0) break;
    if (!conditions.every((patterns) => matchesHostLine(name, patterns, config.budget))) continue;
    config.budget.remaining -= directives.length * SETTING_COST;
    for (const directive of directives) {
      const before = settings.get(directive.keyword);
      if (before === undefined) settings.set(directive.keyword, [directive]);
      else if (REPEATABLE_KEYWORDS.has(directive.keyword)) before.push(directive);
    }
  }
  return settings;
}
