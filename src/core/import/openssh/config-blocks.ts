import type { Note } from "../../../shared/exchange/import-candidate.js";
import { configLines, type Directive, type WrongLine } from "./config-lines.js";
import { fitsHostLine, isPlainName, type Effort } from "./host-pattern.js";

/** Settings that hold under the same conditions: every `Host` line of `under` must fit. */
interface Block {
  readonly under: readonly (readonly string[])[];
  readonly directives: Directive[];
}

/** An `Include`d file, or the note that there is none. */
export interface Included {
  readonly file: string;
  readonly text: string;
}
export type Include = (pattern: string) => readonly (Included | Note)[];

/** A whole configuration with its includes, in the order in which OpenSSH reads it. */
export interface Config {
  readonly blocks: readonly Block[];
  /** Each `Host` line's plain names, in the order written. */
  readonly named: readonly { readonly names: readonly string[]; readonly file: string; readonly line: number }[];
  readonly notes: readonly Note[];
  /** What looking up all its hosts may cost. */
  readonly effort: Effort;
}

/** As in OpenSSH. */
const DEEPEST = 16;
/** More than any configuration has; what a hostile one has beyond them is told of. */
const MOST_BLOCKS = 4_000;
const MOST_LINES = 20_000;
const MOST_WORDS = 40_000;
const MOST_FILES = 256;
/** Far more than a thousand hosts among a thousand blocks take; the patterns of a hostile one would take hours. */
const MOST_EFFORT = 30_000_000;
/** A setting that is gathered costs about as much as so many characters compared. */
const SETTING_EFFORT = 100;
/** Never fits: nothing is named by no pattern at all. */
const NEVER: readonly string[] = [];

/** Read a configuration and all that it includes. `Match` lines other than `Match all` are told of and never fit. */
export function readConfig(file: string, text: string, include: Include): Config {
  const blocks: Block[] = [];
  const named: { names: readonly string[]; file: string; line: number }[] = [];
  const notes: Note[] = [];
  let [includes, files, lines, words] = [0, 0, 0, 0];

  const isTooMuch = (directive: Directive | WrongLine): boolean => {
    lines++;
    words += "wrong" in directive ? 0 : directive.words.length;
    includes += "wrong" in directive || directive.keyword !== "include" ? 0 : directive.words.length;
    return blocks.length >= MOST_BLOCKS || lines > MOST_LINES || words > MOST_WORDS || includes > MOST_FILES;
  };
  const read = (source: Included, outer: Block["under"], within: readonly string[]): void => {
    let block: Block = { under: outer, directives: [] };
    blocks.push(block);
    const begin = (patterns: readonly string[]): void => {
      block = { under: [...outer, patterns], directives: [] };
      blocks.push(block);
    };
    for (const directive of configLines(source.text, source.file)) {
      const at = { file: directive.file, line: directive.line };
      if (isTooMuch(directive)) {
        notes.push({ ...at, code: "too-many", what: String(lines) });
        return;
      } else if ("wrong" in directive) {
        notes.push({ ...at, code: "line-malformed" });
      } else if (directive.keyword === "host") {
        const names = directive.words.filter(isPlainName);
        if (names.length > 0) named.push({ ...at, names });
        begin(directive.words);
      } else if (directive.keyword === "match") {
        const isAll = directive.words.length === 1 && directive.words[0]?.toLowerCase() === "all";
        if (!isAll) notes.push({ ...at, code: "match-lost", what: directive.words.join(" ") });
        begin(isAll ? ["*"] : NEVER);
      } else if (directive.keyword === "include") {
        const under = block.under;
        for (const found of directive.words.flatMap((pattern) => include(pattern))) {
          if ("code" in found) notes.push(found.code === "include-missing" || found.code === "include-not-followed" ? { ...found, ...at } : found);
          else if (within.includes(found.file)) notes.push({ ...at, code: "include-loop", what: found.file });
          else if (within.length >= DEEPEST || ++files > MOST_FILES) notes.push({ ...at, code: "include-too-deep", what: found.file });
          else read(found, under, [...within, found.file]);
        }
        block = { under, directives: [] }; // what follows comes after the included file
        blocks.push(block);
      } else {
        block.directives.push(directive);
      }
    }
  };
  read({ file, text }, [], [file]);
  return { blocks, named, notes, effort: { left: MOST_EFFORT } };
}

/** Keywords of which every value counts; of any other the first one does. */
const GATHERED = new Set(["identityfile", "certificatefile", "localforward", "remoteforward", "dynamicforward", "sendenv", "setenv"]);

/** The settings of one host, as `ssh` finds them: the first value wins. Not whole where no effort is left. */
export function settingsOf(config: Config, name: string): ReadonlyMap<string, readonly Directive[]> {
  const settings = new Map<string, Directive[]>();
  for (const { under, directives } of config.blocks) {
    if (config.effort.left < 0) break;
    if (!under.every((patterns) => fitsHostLine(name, patterns, config.effort))) continue;
    config.effort.left -= directives.length * SETTING_EFFORT;
    for (const directive of directives) {
      const before = settings.get(directive.keyword);
      if (before === undefined) settings.set(directive.keyword, [directive]);
      else if (GATHERED.has(directive.keyword)) before.push(directive);
    }
  }
  return settings;
}
