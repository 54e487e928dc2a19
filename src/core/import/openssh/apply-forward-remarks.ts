import type { ForwardDraft, ImportNote } from "../../../shared/exchange/import-candidate.js";
import { parseForwardRemark } from "../../../shared/exchange/forward-remark.js";
import { formatEndpoint, isSocket } from "../../../shared/profile/endpoint.js";
import { isLoopback } from "../../../shared/profile/listen-host.js";
import { canonicalAddress } from "../../net/canonical-address.js";
import { remarkKeyword, type ConfigDirective } from "./config-lines.js";
import type { HostSettings } from "./config-values.js";

interface RemarkedForwards {
  readonly forwards: readonly ForwardDraft[];
  readonly notes: readonly ImportNote[];
}

/**
 * Give forwards the names that an export has noted, and add those that were switched off there, in the order of their kinds.
 * A remark whose forward is not there any more, or leads elsewhere since, says nothing; one that is off listens on loopback
 * alone, like all that is imported.
 */
export function applyForwardRemarks(forwards: readonly ForwardDraft[], settings: HostSettings): RemarkedForwards {
  const notes: ImportNote[] = [];
  const names = new Map<string, string>();
  const off = new Map<string, ForwardDraft>();
  const there = new Set(forwards.map(keyOf));
  for (const directive of settings.get(remarkKeyword("forward")) ?? []) {
    const remark = parseForwardRemark(directive.words[0] ?? "");
    if (remark === undefined) continue;
    const key = keyOf(remark);
    if (remark.enabled) names.set(key, names.get(key) ?? remark.name);
    else if (!there.has(key) && !off.has(key)) off.set(key, narrowed(remark, directive, notes));
  }
  const named = forwards.map((forward) => ({ ...forward, name: names.get(keyOf(forward)) ?? forward.name }));
  return { forwards: off.size === 0 ? named : byKind([...named, ...off.values()]), notes };
}

/** What tells one forward from another, but for its name and switch. */
const keyOf = ({ kind, listen, ...rest }: ForwardDraft): string =>
  [kind, endOf(listen), "target" in rest ? endOf(rest.target) : ""].join(" ");
const endOf = (end: ForwardDraft["listen"]): string =>
  isSocket(end) ? end.socket : formatEndpoint({ host: end.host ?? LOOPBACK, port: end.port });

const KINDS: readonly ForwardDraft["kind"][] = ["local", "remote", "dynamic"];
const byKind = (forwards: readonly ForwardDraft[]): readonly ForwardDraft[] =>
  KINDS.flatMap((kind) => forwards.filter((forward) => forward.kind === kind));

const LOOPBACK = "127.0.0.1";

function narrowed(draft: ForwardDraft, { file, line }: ConfigDirective, notes: ImportNote[]): ForwardDraft {
  if (isSocket(draft.listen) || isLoopback(canonicalAddress(draft.listen.host ?? LOOPBACK))) return draft;
  const what = endOf(draft.listen);
  notes.push({ file, line, code: draft.kind === "remote" ? "remote-narrowed" : "forward-narrowed", what });
  return { ...draft, listen: { ...draft.listen, host: LOOPBACK } } as ForwardDraft;
}
