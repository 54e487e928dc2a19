import type { WorkBudget } from "../../../shared/text/glob.js";
import { isPlainName, matchesHostLine } from "./host-pattern.js";

/** What the tests of a `Match` line are about, as far as the configuration has come to say it. */
export interface MatchSubjects {
  /** The host by its real name, where HostName says one. */
  readonly host: string;
  /** As it was named to `ssh`. */
  readonly originalhost: string;
  readonly user: string;
  readonly localuser: string;
  /** What a `Tag` line has said so far; empty without one. */
  readonly tagged: string;
  /** Whether this is the second reading, once everything else is known. */
  readonly isFinal: boolean;
}

type NamedSubject = Exclude<keyof MatchSubjects, "isFinal">;

/** One test of a `Match` line: its patterns must fit, or must not. */
interface MatchTest {
  readonly subject: NamedSubject | "final" | "canonical";
  readonly patterns: readonly string[];
  readonly isNegated: boolean;
}

/** A `Match` line that the configuration itself decides: all of its tests must be met. */
export interface MatchLine {
  readonly tests: readonly MatchTest[];
}

const NAMED_SUBJECTS: readonly string[] = [
  "host",
  "originalhost",
  "user",
  "localuser",
  "tagged",
] satisfies NamedSubject[];
const isNamedSubject = (name: string): name is NamedSubject => NAMED_SUBJECTS.includes(name);

/**
 * Read `host *.spinach.com,!www user olive`, `originalhost=popeye`, `final all`, `canonical` or `all`.
 *
 * @returns `undefined` where it depends on a command, on the network or on what only `ssh` knows, or cannot be read
 */
export function parseMatchLine(words: readonly string[]): MatchLine | undefined {
  const tests: MatchTest[] = [];
  const rest = words.flatMap((word) => splitValue(word));
  let isAll = false;
  while (rest.length > 0) {
    const written = rest.shift()?.toLowerCase() ?? "";
    const isNegated = written.startsWith("!");
    const name = isNegated ? written.slice(1) : written;
    if (name === "final" || name === "canonical") tests.push({ subject: name, patterns: [], isNegated });
    else if (
      name === "all" &&
      !isNegated &&
      rest.length === 0 &&
      tests.every(({ subject }) => subject === "final" || subject === "canonical")
    )
      isAll = true;
    else if (isNamedSubject(name)) {
      const list = rest.shift();
      if (list === undefined || list === "") return undefined;
      tests.push({ subject: name, patterns: list.split(","), isNegated });
    } else return undefined;
  }
  return tests.length > 0 || isAll ? { tests } : undefined;
}

/** `host=popeye` is two words. */
function splitValue(word: string): readonly string[] {
  const [, name, value] = /^(!?[a-z]+)=(.*)$/is.exec(word) ?? [];
  return name === undefined ? [word] : [name, value ?? ""];
}

/** Whether every test is met. Host names are compared in small letters, as `ssh` compares them here. */
export const matchesMatchLine = ({ tests }: MatchLine, subjects: MatchSubjects, budget: WorkBudget): boolean =>
  tests.every(({ subject, patterns, isNegated }) => {
    if (subject === "final" || subject === "canonical") return subjects.isFinal !== isNegated;
    const isHost = subject === "host" || subject === "originalhost";
    const fold = (text: string): string => (isHost ? text.toLowerCase() : text);
    return matchesHostLine(fold(subjects[subject]), patterns.map(fold), budget) !== isNegated;
  });

/** The hosts that a line names one by one. */
export const namesInMatchLine = ({ tests }: MatchLine): readonly string[] =>
  tests.flatMap(({ subject, patterns, isNegated }) =>
    !isNegated && (subject === "host" || subject === "originalhost") ? patterns.filter(isPlainName) : [],
  );

/** Whether it asks for a second reading; `canonical` alone does not. */
export const isFinalLine = ({ tests }: MatchLine): boolean => tests.some(({ subject }) => subject === "final");
