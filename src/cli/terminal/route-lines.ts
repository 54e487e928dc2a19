import type { ProfileId } from "../../shared/profile/profile-schema.js";
import type { Hop, HopFact, HopState, Route } from "../../shared/status/route.js";
import { formatClock } from "../../shared/words/format-values.js";
import { describeFailure, describeHopFact, joinMessage, words } from "../../shared/words/words.js";
import { formatColumns } from "./columns.js";
import { mendCommand } from "./mend-command.js";
import { wrapWords } from "./wrap-words.js";

const MARKS: Readonly<Record<HopState, string>> = {
  works: "✓",
  "works-with-note": "!",
  checking: "…",
  unknown: "·",
  fails: "✗",
};

const INDENT = "    ";

/** The way to the FTP server as lines of text, a hop after the other: where it is, how far it works, what is known of it, and what mends it. */
export function routeLines(profile: ProfileId, { hops }: Route, width: number): string[] {
  const heads = formatColumns(
    hops.map(({ kind, endpoint, state }) => [
      `${MARKS[state]} ${words.hopKinds[kind]}`,
      endpoint,
      words.hopStates[state],
    ]),
  );
  return hops.flatMap((hop, index) => [
    ...wrapWords(heads[index] ?? "", width, INDENT),
    ...detailsOf(profile, hop).flatMap((detail) =>
      detail.split("\n").flatMap((line) => indented(wrapWords(line, width - INDENT.length, "  "))),
    ),
  ]);
}

/** Facts, the cause of a failure, and what to type against it. */
function detailsOf(profile: ProfileId, { facts, isPlain, cause, mends = [] }: Hop): string[] {
  const known = [...facts.map(formatFact), ...(isPlain === true ? [words.plainHop] : [])];
  const commands = mends.flatMap((mend) => mendCommand(profile, mend) ?? []);
  return [
    ...(known.length === 0 ? [] : [words.terminal.facts(known)]),
    ...(cause === undefined ? [] : [joinMessage(describeFailure(cause))]),
    ...commands.map((command) => `> ${command}`),
  ];
}

const formatFact = (fact: HopFact): string =>
  "at" in fact ? words.terminal.factAt(describeHopFact(fact), formatClock(fact.at)) : describeHopFact(fact);

const indented = (lines: readonly string[]): string[] => lines.map((line) => INDENT + line);
