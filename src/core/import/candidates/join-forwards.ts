import { forwardKey, withHost } from "../../../shared/import-export/forward-key.js";
import type { ForwardDraft } from "../../../shared/import-export/import-candidate.js";
import { endpointsOrSocketsOf, zip } from "../../../shared/profile/forward-plan.js";
import { mergeConsecutiveForwards } from "../../../shared/profile/merge-consecutive-forwards.js";

/** Parts of noted forwards that are looked for; more has no profile that was exported. */
const MAX_PARTS = 100_000;

/**
 * Forwards of one port each, made into what a profile has: each noted one stands in the place of those that it consists of,
 * where all of them are there; neighbours among the rest become ranges.
 *
 * @param noted forwards as a file says beside its lines that they were, with their names
 */
export function joinForwards(
  singles: readonly ForwardDraft[],
  noted: readonly ForwardDraft[],
): readonly ForwardDraft[] {
  const byKey = new Map(singles.map((single) => [forwardKey(single), single]));
  const replacements = new Map<ForwardDraft, readonly ForwardDraft[]>();
  let remaining = MAX_PARTS;
  for (const whole of noted) {
    const keys = partKeys(whole);
    remaining -= keys.length;
    if (remaining < 0) break;
    const parts = keys.flatMap((key) => byKey.get(key) ?? []);
    if (parts.length === 0 || parts.length < keys.length || parts.some((part) => replacements.has(part))) continue;
    for (const [index, part] of parts.entries()) replacements.set(part, index === 0 ? [whole] : []);
  }
  const wholes = new Set(noted);
  return mergeConsecutiveForwards(
    singles.flatMap((single) => replacements.get(single) ?? [single]),
    (forward) => wholes.has(forward),
  );
}

/** The keys of the forwards of one port that a forward of ranges consists of. */
function partKeys(whole: ForwardDraft): readonly string[] {
  if (whole.kind === "dynamic") return [forwardKey(whole)];
  const parts = zip(endpointsOrSocketsOf(withHost(whole.listen)), endpointsOrSocketsOf(whole.target));
  return parts.map(([listen, target]) => forwardKey({ ...whole, listen, target } as ForwardDraft));
}
