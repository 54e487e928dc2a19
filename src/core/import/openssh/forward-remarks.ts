import { forwardKey } from "../../../shared/import-export/forward-key.js";
import type { ForwardDraft, ImportNote } from "../../../shared/import-export/import-candidate.js";
import { parseForwardRemark } from "../../../shared/import-export/forward-remark.js";
import { isSocket } from "../../../shared/profile/endpoint.js";
import { narrowListen } from "../candidates/imported-forwards.js";
import { remarkKeyword } from "./config-lines.js";
import type { HostSettings } from "./config-values.js";

/** What an export has noted beside a host's lines. */
interface ForwardRemarks {
  /** Those that are on, each of which has its lines, too. */
  readonly on: readonly ForwardDraft[];
  /** Those that are switched off, which have none. */
  readonly off: readonly ForwardDraft[];
  readonly notes: readonly ImportNote[];
}

/** The forwards that remarks name, where they listen narrowed as that of every import is. A remark that cannot be read says nothing. */
export function readForwardRemarks(settings: HostSettings): ForwardRemarks {
  const on: ForwardDraft[] = [];
  const off: ForwardDraft[] = [];
  const notes: ImportNote[] = [];
  for (const { words, file, line } of settings.get(remarkKeyword("forward")) ?? []) {
    const remark = parseForwardRemark(words[0] ?? "");
    if (remark === undefined) continue;
    const { enabled, ...draft } = remark;
    const { listen } = draft;
    const { host, note } = isSocket(listen) ? {} : narrowListen(draft.kind, listen, { file, line });
    const narrowed = (host === undefined ? draft : { ...draft, listen: { ...listen, host } }) as ForwardDraft;
    if (enabled) on.push(narrowed);
    else {
      off.push({ ...narrowed, enabled });
      if (note !== undefined) notes.push(note);
    }
  }
  return { on, off, notes };
}

const KINDS: readonly ForwardDraft["kind"][] = ["local", "remote", "dynamic"];

/** Add forwards that are switched off, each once and none that is there, in the order of their kinds. */
export function withForwardsThatAreOff(
  forwards: readonly ForwardDraft[],
  off: readonly ForwardDraft[],
): readonly ForwardDraft[] {
  if (off.length === 0) return forwards;
  const byKey = new Map([...off].reverse().map((forward) => [forwardKey(forward), forward])); // of two the first counts
  for (const forward of forwards) byKey.delete(forwardKey(forward));
  const all = [...forwards, ...off.filter((forward) => byKey.get(forwardKey(forward)) === forward)];
  return KINDS.flatMap((kind) => all.filter((forward) => forward.kind === kind));
}
