import type { ForwardDraft } from "../../shared/exchange/import-candidate.js";
import { formatEndpoint, isSocket, type EndpointOrSocket } from "../../shared/profile/endpoint.js";
import { endpointsOrSocketsOf, zip } from "../../shared/profile/forward-plan.js";
import { mergeConsecutiveForwards } from "../../shared/profile/merge-consecutive-forwards.js";

/** Parts of noted forwards that are looked for; more has no profile that was exported. */
const MAX_PARTS = 100_000;
const LOOPBACK = "127.0.0.1";

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

/** What tells one forward from another, but for its name and switch. */
export const forwardKey = ({ kind, listen, ...rest }: ForwardDraft): string =>
  [kind, formatEnd(listen), "target" in rest ? formatEnd(rest.target) : ""].join(" ");

const formatEnd = (end: ForwardDraft["listen"]): string =>
  isSocket(end) ? end.socket : formatEndpoint({ host: end.host ?? LOOPBACK, port: end.port });

/** The keys of the forwards of one port that a forward of ranges consists of. */
function partKeys(whole: ForwardDraft): readonly string[] {
  if (whole.kind === "dynamic") return [forwardKey(whole)];
  const keyOf = (listen: EndpointOrSocket, target: EndpointOrSocket): string =>
    [whole.kind, formatEndpoint(listen), formatEndpoint(target)].join(" ");
  const listen = isSocket(whole.listen) ? whole.listen : { ...whole.listen, host: whole.listen.host ?? LOOPBACK };
  return zip(endpointsOrSocketsOf(listen), endpointsOrSocketsOf(whole.target)).map(([from, to]) => keyOf(from, to));
}
