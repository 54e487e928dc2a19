import { isSocket } from "./endpoint.js";
import { MAX_PORTS } from "./port-range.js";
import type { ProfileDraft } from "./profile-schema.js";

type ForwardDraft = NonNullable<ProfileDraft["forwards"]>[number];

/** Two neighbours may be two services, such as a server's two doors; three in a row are meant as one. */
const MIN_RUN = 3;

/**
 * Forwards one after another that differ by their ports alone, each higher by one, as one forward of a range: `"port": "5900-5910"`.
 *
 * @param isWhole whether a forward stands for itself, with neighbours or without
 */
export function mergeConsecutiveForwards(
  forwards: readonly ForwardDraft[],
  isWhole: (forward: ForwardDraft) => boolean = () => false,
): readonly ForwardDraft[] {
  const runs: { first: ForwardDraft; members: ForwardDraft[] }[] = [];
  for (const forward of forwards) {
    const run = runs.at(-1);
    const canJoin = run !== undefined && run.members.length < MAX_PORTS && !isWhole(run.first) && !isWhole(forward);
    if (canJoin && isNextInRun(forward, run.first, run.members.length)) run.members.push(forward);
    else runs.push({ first: forward, members: [forward] });
  }
  return runs.flatMap(({ first, members }) => (members.length < MIN_RUN ? members : [toRange(first, members.length)]));
}

/** What a forward from port to port has to differ by; nothing for one of another kind, and where whoever listens chooses the port. */
function portsOf(
  forward: ForwardDraft,
): { readonly kind: string; readonly from: number; readonly to: number; readonly hosts: string } | undefined {
  if (forward.kind === "dynamic" || isSocket(forward.listen) || isSocket(forward.target)) return undefined;
  const {
    listen: { host = "", port: from },
    target: { host: targetHost, port: to },
  } = forward;
  if (typeof from !== "number" || typeof to !== "number" || from === 0) return undefined;
  return { kind: forward.kind, from, to, hosts: JSON.stringify([host, targetHost]) };
}

function isNextInRun(next: ForwardDraft, first: ForwardDraft, steps: number): boolean {
  const [one, other] = [portsOf(first), portsOf(next)];
  return (
    one !== undefined &&
    other !== undefined &&
    one.kind === other.kind &&
    one.hosts === other.hosts &&
    other.from === one.from + steps &&
    other.to === one.to + steps
  );
}

function toRange(first: ForwardDraft, count: number): ForwardDraft {
  if (first.kind === "dynamic" || isSocket(first.listen) || isSocket(first.target)) return first;
  const run = (port: number | string): string => `${port}-${Number(port) + count - 1}`;
  const target = { ...first.target, port: run(first.target.port) };
  const name = `${target.host}:${target.port}`;
  return first.kind === "local"
    ? { ...first, name, listen: { ...first.listen, port: run(first.listen.port) }, target }
    : { ...first, name, listen: { ...first.listen, port: run(first.listen.port) }, target };
}
