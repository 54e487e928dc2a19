import type { Hop, HopFact, HopState, Route } from "../../shared/status/route.js";
import type { TunnelStatus } from "../../shared/status/tunnel-state.js";
import { formatClock } from "../../shared/words/format-values.js";
import { describeFailure, describeHopFact, joinMessage, words } from "../../shared/words/words.js";
import { formatColumns } from "./columns.js";
import { mendAdvice, type CommandScope } from "./mend-advice.js";
import { commandLines } from "./typed-command.js";
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
export function routeLines(
  { profile, state }: Pick<TunnelStatus, "profile" | "state">,
  { hops }: Route,
  width: number,
  scope: CommandScope,
): string[] {
  const advice = (hop: Hop): string[] =>
    (hop.mends ?? [])
      .flatMap((mend) => mendAdvice(mend, { profile, state: state.kind, hop }, scope) ?? [])
      .flatMap((one) =>
        one.kind === "command"
          ? commandLines(one.command, width - INDENT.length)
          : one.order.split("\n").flatMap((line) => wrapWords(line, width - INDENT.length, "  ")),
      );
  const heads = formatColumns(
    hops.map(({ kind, endpoint, state }) => [
      `${MARKS[state]} ${words.hopKinds[kind]}`,
      endpoint,
      words.hopStates[state],
    ]),
  );
  return hops.flatMap((hop, index) => [
    ...wrapWords(heads[index] ?? "", width, INDENT),
    ...indented(detailsOf(hop).flatMap((detail) => wrapWords(detail, width - INDENT.length, "  "))),
    ...indented(advice(hop)),
  ]);
}

/** Facts, and the cause of a failure. */
function detailsOf({ facts, isPlain, cause }: Hop): string[] {
  const known = [...facts.map(formatFact), ...(isPlain === true ? [words.plainHop] : [])];
  return [
    ...(known.length === 0 ? [] : [words.terminal.facts(known)]),
    ...(cause === undefined ? [] : [joinMessage(describeFailure(cause))]),
  ];
}

const formatFact = (fact: HopFact): string =>
  "at" in fact ? words.terminal.factAt(describeHopFact(fact), formatClock(fact.at)) : describeHopFact(fact);

const indented = (lines: readonly string[]): string[] => lines.map((line) => INDENT + line);
