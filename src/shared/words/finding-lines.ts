import type { Finding, Outcome } from "../check/finding.js";
import { printableLine } from "./printable.js";
import { describeFinding, words } from "./words.js";

/** An outcome as a sign that reads without colour. */
export const OUTCOME_MARKS: Readonly<Record<Outcome, string>> = { ok: "✓", warning: "!", failed: "✗", skipped: "–" };

/** The name on a finding's line; where there are several of a kind, which one. */
export const formatProbeName = ({ probe, of }: Pick<Finding, "probe" | "of">): string =>
  of === undefined ? words.probes[probe] : `${words.probes[probe]} (${of})`;

/** A finding as lines of text: what was found, and indented beneath it what to do. */
export function findingLines(finding: Finding): string[] {
  const { says, remedy } = describeFinding(finding);
  const lines = [
    `${OUTCOME_MARKS[finding.outcome]} ${formatProbeName(finding)}: ${says}`,
    ...(remedy === "" ? [] : [`    ${remedy}`]),
    ...settingsLines(finding),
  ];
  return lines.map(printableLine);
}

function settingsLines({ settings }: Finding): string[] {
  if (settings === undefined) return [];
  const { title, place: location, lines, restart } = settings;
  return [
    `    ${words.check.settingsIn(title, location)}`,
    ...lines.map((line) => `        ${line}`),
    ...(restart === undefined ? [] : [`    ${words.check.then(restart)}`]),
  ];
}
